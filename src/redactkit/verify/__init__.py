"""Comparison of a finished file with its source, its record and its plan."""
