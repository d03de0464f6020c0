"""Pages of merchants who are paid and of operators who pay them."""
