"""The engine of Lexiscope: text in, frames out. It knows nothing of any user interface."""

#: Changed when the same parameters give other numbers: keys of runs, and so links, carry it.
VERSION = "1"
