"""Pages of bargains: of those who begin and help, of the shop, of the platform."""
