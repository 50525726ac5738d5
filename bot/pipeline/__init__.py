"""A call from sound to sound."""
