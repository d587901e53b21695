"""Painting over what was decided."""
