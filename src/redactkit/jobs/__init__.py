"""One job each: a picture, a clip, a statement, a check."""
