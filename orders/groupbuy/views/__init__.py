"""Pages of teams: for shoppers, merchants and operators."""
