"""How the tables came to be what they are, one step per file; never changed after a release."""
