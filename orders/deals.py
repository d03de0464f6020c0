"""The ways to buy beside the cart that this site knows; each slice registers its handler when it is imported."""
