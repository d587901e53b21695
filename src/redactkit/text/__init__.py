"""Text: rules for private values, and statements."""
