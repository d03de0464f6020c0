"""What Celery beat starts, and when. Every task may run twice or late without harm."""

from datetime import timedelta

SCHEDULE = {
    "sweep-outbox": {"task": "kernel.sweep_outbox", "schedule": timedelta(seconds=30)},
    "heartbeat": {"task": "kernel.heartbeat", "schedule": timedelta(seconds=30)},
    "close-unpaid-trades": {"task": "orders.close_unpaid_trades", "schedule": timedelta(seconds=30)},
    "reconcile-payments": {"task": "orders.reconcile_payments", "schedule": timedelta(seconds=60)},
    "take-held-payments": {"task": "orders.take_held_payments", "schedule": timedelta(seconds=60)},
    "forget-refused-notices": {"task": "orders.forget_refused_notices", "schedule": timedelta(hours=12)},
    "retry-refunds": {"task": "orders.retry_refunds", "schedule": timedelta(seconds=60)},
    "expire-teams": {"task": "orders.expire_teams", "schedule": timedelta(seconds=20)},
    "release-seats": {"task": "orders.release_seats", "schedule": timedelta(seconds=20)},
    "merge-teams": {"task": "orders.merge_teams", "schedule": timedelta(seconds=60)},
    "demo-teams": {"task": "orders.demo_teams", "schedule": timedelta(minutes=10)},  # does nothing but in a demo
    "expire-bargains": {"task": "orders.expire_bargains", "schedule": timedelta(seconds=30)},
    "confirm-receipts": {"task": "orders.confirm_receipts", "schedule": timedelta(minutes=10)},
    "mark-stale-parcels": {"task": "orders.mark_stale_parcels", "schedule": timedelta(minutes=10)},
    "turn-back-parcels": {"task": "orders.turn_back_parcels", "schedule": timedelta(minutes=1)},
    "learn-transit-times": {"task": "orders.learn_transit_times", "schedule": timedelta(hours=6)},
    "pass-case-deadlines": {"task": "orders.pass_case_deadlines", "schedule": timedelta(seconds=60)},
    "sign-up-parcels": {"task": "orders.sign_up_parcels", "schedule": timedelta(minutes=1)},
    "poll-silent-parcels": {"task": "orders.poll_silent_parcels", "schedule": timedelta(minutes=15)},
    "take-in-returns": {"task": "orders.take_in_returns", "schedule": timedelta(minutes=30)},
    "remind-of-pickups": {"task": "orders.remind_of_pickups", "schedule": timedelta(hours=1)},
    "give-up-pickups": {"task": "orders.give_up_pickups", "schedule": timedelta(minutes=10)},
    "settle-orders": {"task": "orders.settle_orders", "schedule": timedelta(minutes=10)},
    "recount-reviews": {"task": "content.recount_reviews", "schedule": timedelta(hours=6)},
    "close-statements": {"task": "orders.close_statements", "schedule": timedelta(minutes=30)},
    "push-payouts": {"task": "orders.push_payouts", "schedule": timedelta(seconds=60)},
    "fold-followers": {"task": "community.fold_followers", "schedule": timedelta(seconds=30)},
    "publish-due-notes": {"task": "content.publish_due", "schedule": timedelta(seconds=30)},
    "forget-unused-pictures": {"task": "content.forget_unused_pictures", "schedule": timedelta(hours=6)},
    "flush-counters": {"task": "content.flush_counters", "schedule": timedelta(seconds=8)},
    "recount-notes": {"task": "content.recount_notes", "schedule": timedelta(hours=24)},
    "delete-removed-addresses": {"task": "accounts.delete_removed_addresses", "schedule": timedelta(minutes=30)},
}
