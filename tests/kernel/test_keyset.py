import pytest

from config.kernel.keyset import Sort, keyset_page
from config.kernel.models import OutboxEvent

pytestmark = pytest.mark.django_db
SORT = Sort("tries", "attempts", is_descending=False)
NEWEST = Sort("newest", "id")


def walk(size):
    seen, cursor = [], ""
    while True:
        page = keyset_page(OutboxEvent.objects.all(), sort=SORT, cursor=cursor, size=size)
        seen += [row.pk for row in page.items]
        cursor = page.next_cursor
        if not cursor:
            return seen


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_pages_are_the_list_in_order_with_ties_in_the_first_column(size):
    for place in range(23):
        OutboxEvent.objects.create(name="x", payload={}, attempts=place % 4)
    assert walk(size) == list(OutboxEvent.objects.order_by("attempts", "pk").values_list("pk", flat=True))


def test_rows_added_meanwhile_neither_repeat_nor_hide_others():
    for _ in range(6):
        OutboxEvent.objects.create(name="x", payload={})
    first = keyset_page(OutboxEvent.objects.all(), sort=NEWEST, cursor="", size=3)
    OutboxEvent.objects.create(name="new", payload={})
    second = keyset_page(OutboxEvent.objects.all(), sort=NEWEST, cursor=first.next_cursor, size=3)
    pks = [row.pk for row in first.items + second.items]
    assert len(set(pks)) == 6
    assert pks == sorted(pks, reverse=True)


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "bnVsbA", "WzEsIFtdXQ", "WyJhIiwgImIiXQ", "💧", "WzFlOTk5LCAxXQ", "A" * 9000]
)
def test_a_cursor_nobody_gave_out_starts_from_the_beginning(cursor):
    OutboxEvent.objects.create(name="x", payload={})
    assert len(keyset_page(OutboxEvent.objects.all(), sort=SORT, cursor=cursor, size=5).items) == 1
