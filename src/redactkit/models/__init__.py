"""Networks and their files, each loaded at first use."""
