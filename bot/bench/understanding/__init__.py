"""Measures what is understood, on utterances that training has never seen: as text, and through the phone."""
