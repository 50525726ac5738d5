"""Changing the dialogue safely: drafts, the gate that judges them, releases and how they go live."""
