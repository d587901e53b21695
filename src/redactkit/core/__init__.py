"""Values, contracts, policy and errors: what every other package may import."""
