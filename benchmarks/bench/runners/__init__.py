"""Programs that let one tool work on one folder; each runs in the environment of its tool."""
