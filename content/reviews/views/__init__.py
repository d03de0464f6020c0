"""Pages of reviews: what everybody reads, what a buyer writes, what a shop answers."""
