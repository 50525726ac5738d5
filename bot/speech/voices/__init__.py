"""Luuri's voices: one speech synthesiser a file."""
