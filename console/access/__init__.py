"""Signing in, people and their rights, what was looked at and why, how long data is kept."""
