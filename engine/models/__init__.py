"""One family of models per file, as its paper has it; plain integers in, tensors out."""
