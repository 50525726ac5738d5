"""A second reading of what was said: Finnish letters, straight from the sounds that Whisper's encoder hears.

Finnish is written nearly as it is spoken. Whisper's decoder writes what it has read much of; these letters stay
with what was said: dialect, single numerals, rare words.
"""
