"""What the telephone service amounts to over a time."""
