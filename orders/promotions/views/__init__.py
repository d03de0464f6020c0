"""Pages of promotions: shoppers, merchants, the platform."""
