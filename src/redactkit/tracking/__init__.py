"""Detections over time: association, template tracking, heads, persons."""
