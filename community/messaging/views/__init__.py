"""Pages of conversations: for people, and for the desk of a shop."""
