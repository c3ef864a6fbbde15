"""This project against its peers, one command each: `python -m benchmarks.word2vec`."""
