"""Numbers and positions read off word vectors: plain numpy, from arrays to arrays."""
