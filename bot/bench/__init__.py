"""Measures Luuri beside pipecat's stock configuration: the same speech, machine, model, Rasa and voice."""
