"""Pages: one file per lesson, the story in order. No maths, no plotly, no torch here."""
