"""Find, decide, write, verify: what the public functions call."""
