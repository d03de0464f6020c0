"""Pages of after-sales: the buyer's, the shop's, the platform's."""
