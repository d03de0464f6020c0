"""Questions about promotions: what counts right now (`live`), pockets (`coupons`), campaign pages, flash sales."""
