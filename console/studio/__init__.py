"""Changing what Luuri says, asks, understands and knows, in drafts that are heard before any caller hears them."""
