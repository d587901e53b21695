"""Chat screenshots: what they are made of, who stands in them, and where."""
