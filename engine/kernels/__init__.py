"""Training loops where speed is the point, each beside a plain reference that says the same."""
