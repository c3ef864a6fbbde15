"""Text becomes numbers here: corpora, tokens, vocabularies and windows, and a world of our own."""
