"""One call, and the history of calls."""
