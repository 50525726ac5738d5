"""The queue of callback requests."""
