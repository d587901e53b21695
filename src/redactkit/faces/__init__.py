"""Faces in clips: seen at all sizes, where something changed, weighed and linked over time."""
