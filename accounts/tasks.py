"""Tasks of this app, for Celery to find."""

from accounts.addresses.tasks import delete_removed_addresses
from accounts.privacy.tasks import collect_export, erase_due, expire_exports

__all__ = ["collect_export", "delete_removed_addresses", "erase_due", "expire_exports"]
