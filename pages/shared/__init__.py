"""What pages share, and all Streamlit plumbing: language, links, controls, player, scenes."""
