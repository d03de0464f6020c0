"""What time does to addresses."""

from celery import shared_task

from accounts.addresses.services import delete_removed


@shared_task(name="accounts.delete_removed_addresses", time_limit=120)
def delete_removed_addresses() -> int:
    return delete_removed()
