"""Scenarios: conversations written down in YAML, held in text with everything real but the sound and the line."""
