"""Tasks of this app, for Celery to find."""

from accounts.addresses.tasks import delete_removed_addresses

__all__ = ["delete_removed_addresses"]
