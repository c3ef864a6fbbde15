"""Vectors from anywhere: known shapes, images of digits, kept runs, and the visitor's own file."""
