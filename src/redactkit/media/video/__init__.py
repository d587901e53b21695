"""Clips: read, write, cut into segments, join, copy."""
