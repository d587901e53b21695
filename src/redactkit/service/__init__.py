"""Files sent over the network."""
