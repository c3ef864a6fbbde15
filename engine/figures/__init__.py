"""Pictures as data: pure functions from recorded arrays to a plotly figure, and the one palette."""
