"""Pages of checking out, and of the orders it makes."""
