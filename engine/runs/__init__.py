"""Runs are kept once for every viewer: a store, workers that fill it, routes that read it."""
