"""Every rule for a row of a sales history, on small files of our own."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from openpyxl import Workbook

from accounts.identity.models import User
from accounts.organisations.models import Merchant, MerchantStatus
from catalog.products.models import ListingStatus, Product, Variant
from catalog.shops.models import Shop
from config.kernel.models import OutboxEvent
from orders.checkout.models import Order, OrderLine, OrderMove, OrderSource, OrderStatus
from orders.history import services
from orders.history.errors import ImportRunning, UnreadableHistory
from orders.history.models import CreditNote, KnownCustomer, SetAsideRow
from orders.history.reader import COLUMNS
from orders.history.rules import Rule
from orders.history.services import import_sales

pytestmark = pytest.mark.django_db
HEADER = list(COLUMNS["online-retail"])


@pytest.fixture
def shop() -> Shop:
    merchant = Merchant.objects.create(name="Gifts", slug="gifts", status=MerchantStatus.APPROVED, intro="Gifts")
    return Shop.objects.create(merchant=merchant, slug="gifts", name="Gifts")


@pytest.fixture
def history(tmp_path):
    """A file of rows `invoice sku title quantity at price customer country`; short rows are filled up."""

    def write(
        *rows: str | tuple[str, ...], name: str = "sales.csv", header: list[str] = HEADER, encoding: str = "utf-8"
    ):
        path = tmp_path / name
        with (gzip.open if name.endswith(".gz") else open)(path, "wt", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([header, *(row.split("|") if isinstance(row, str) else row for row in rows)])
        return path

    return write


def row(
    invoice="1001",
    sku="A1",
    title="Cup",
    quantity="2",
    at="2011-07-01 09:30:00",
    price="2.55",
    customer="7",
    country="France",
):
    return (invoice, sku, title, quantity, at, price, customer, country)


def test_an_invoice_becomes_a_completed_order_with_its_own_date(shop, history):
    path = history(row(), row(sku="B2", title="Plate", quantity="1", price="10", at="2011-07-01 09:31:00"))
    report = import_sales(path=path, shop=shop)

    order = Order.objects.get()
    assert (order.external_ref, order.source, order.status) == ("1001", OrderSource.HISTORY, OrderStatus.COMPLETED)
    assert (order.items_cents, order.total_cents, order.currency) == (1510, 1510, "GBP")
    london_summer = datetime(2011, 7, 1, 8, 30, tzinfo=UTC)
    assert order.placed_at == order.paid_at == order.completed_at == london_summer
    assert list(
        order.lines.values_list("sku", "title", "quantity", "shipped_quantity", "unit_price_cents", "total_cents")
    ) == [
        ("A1", "Cup", 2, 2, 255, 510),
        ("B2", "Plate", 1, 1, 1000, 1000),
    ]
    assert [(move.to_status, move.at) for move in OrderMove.objects.all()] == [("completed", london_summer)]
    assert report.fates == {Rule.SOLD: 2}
    assert report.hygiene["invoices_of_several_moments"] == 1


def test_a_customer_becomes_a_sleeping_account(shop, history):
    import_sales(path=history(row(customer="17850.0"), row(invoice="1002", customer="VIP 9")), shop=shop)
    known = KnownCustomer.objects.get(external_ref="17850")
    assert (known.user.email, known.country) == ("17850@customers.gifts.invalid", "France")
    assert not known.user.is_active
    assert not known.user.has_usable_password()
    assert known.user.joined_at == datetime(2011, 7, 1, 8, 30, tzinfo=UTC)
    assert Order.objects.get(external_ref="1001").buyer == known.user
    assert KnownCustomer.objects.get(external_ref="VIP 9").user.email.endswith("@customers.gifts.invalid")


def test_a_code_becomes_a_product_off_sale_named_as_its_sales_name_it_most(shop, history):
    report = import_sales(
        path=history(
            row(title="Cup", invoice="1"),
            row(title="Cup, red", invoice="2"),
            row(title="Cup, red", invoice="3", at="2011-08-01 10:00:00", price="3.10"),
            *(row(title="broken", invoice=str(number), quantity="-1", price="0") for number in range(4, 9)),
            row(sku="NONAME", title="", invoice="9"),
        ),
        shop=shop,
    )
    cup = Product.objects.get(variants__sku="A1")
    assert (cup.title, cup.status, cup.is_imported, cup.sold_count) == ("Cup, red", ListingStatus.UNLISTED, True, 6)
    assert (cup.price_min_cents, cup.variants.get().price_cents, cup.variants.get().stock.on_hand) == (310, 310, 0)
    assert Product.objects.get(variants__sku="NONAME").title == "NONAME"
    assert report.added["products"] == 2


def test_a_code_the_shop_already_sells_is_that_variant(shop, history):
    import_sales(path=history(row(invoice="1")), shop=shop)
    assert import_sales(path=history(row(invoice="2", title="Another name")), shop=shop).added["products"] == 0
    assert set(OrderLine.objects.values_list("variant", flat=True)) == {Variant.objects.get().pk}


def test_a_cancellation_becomes_a_credit_note(shop, history):
    report = import_sales(
        path=history(row(), row("C1002", quantity="-2"), row("C1002", sku="B2", quantity="-1", price="1")), shop=shop
    )
    note = CreditNote.objects.get()
    assert (note.external_ref, note.total_cents, note.lines_count, note.currency) == ("C1002", 610, 2, "GBP")
    assert note.buyer == KnownCustomer.objects.get(external_ref="7").user
    assert Order.objects.count() == 1
    assert report.as_json()["amounts_cents"] == {"sold": 510, "given_back": 610, "set_aside": 0, "net": -100}


@pytest.mark.parametrize(
    ("cells", "rule", "cents"),
    [
        ({"price": "0"}, Rule.FREE, 0),
        ({"price": "-11062.06", "quantity": "1", "invoice": "A5"}, Rule.BELOW_ZERO, -1106206),
        ({"quantity": "-3", "price": "0"}, Rule.NO_PIECES, 0),
        ({"quantity": "0"}, Rule.NO_PIECES, 0),
        ({"invoice": "C5", "quantity": "3"}, Rule.ODD_RETURN, 765),
        ({"invoice": "C5", "quantity": "-3", "price": "0"}, Rule.ODD_RETURN, 0),
    ],
)
def test_a_row_that_is_no_sale_is_kept_with_its_rule(shop, history, cells, rule, cents):
    report = import_sales(path=history(row(**cells)), shop=shop)
    kept = SetAsideRow.objects.get()
    assert (kept.rule, kept.amount_cents, kept.position) == (rule, cents, 1)
    assert kept.buyer == KnownCustomer.objects.get().user
    assert report.fates == {rule: 1}
    assert Order.objects.count() == CreditNote.objects.count() == 0


def test_an_adjustment_above_zero_is_booked_like_a_sale_and_counted_apart(shop, history):
    report = import_sales(
        path=history(row("A563185", "B", "Adjust bad debt", "1", price="11062.06", customer="")), shop=shop
    )
    assert Order.objects.get().total_cents == 1106206
    assert Order.objects.get().buyer is None
    assert report.fates == {Rule.ADJUSTMENT: 1}
    assert report.hygiene["rows_without_customer"] == 1


@pytest.mark.parametrize(
    ("quantity", "price", "cents"), [("1", "0.001", 0), ("1000", "0.125", 12500), ("3", "0.005", 2)]
)
def test_a_price_finer_than_a_cent_becomes_one_line_at_the_rounded_sum(shop, history, quantity, price, cents):
    report = import_sales(path=history(row(quantity=quantity, price=price)), shop=shop)
    line = OrderLine.objects.get()
    assert (line.quantity, line.unit_price_cents, line.label) == (1, cents, f"{quantity} × {price}")
    assert report.fates == {Rule.LUMP: 1}


def test_equal_rows_are_two_sales_and_counted(shop, history):
    report = import_sales(path=history(row(), row(), row(quantity="3")), shop=shop)
    assert Order.objects.get().total_cents == 7 * 255
    assert report.hygiene["duplicate_rows"] == 1


def test_an_invoice_in_pieces_is_one_order_of_its_first_customer(shop, history):
    report = import_sales(
        path=history(row("1"), row("2"), row("1", customer="", sku="B2"), row("1", customer="8")), shop=shop
    )
    assert Order.objects.get(external_ref="1").lines.count() == 3
    assert Order.objects.get(external_ref="1").buyer.known_as.get().external_ref == "7"
    assert report.hygiene["invoices_in_pieces"] == report.hygiene["invoices_of_several_customers"] == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"quantity": "two"}, "quantity"),
        ({"quantity": "1.5"}, "quantity"),
        ({"quantity": "1e9"}, "quantity"),
        ({"price": "2,55"}, "price"),
        ({"price": "NaN"}, "price"),
        ({"price": "1e300"}, "price"),
        ({"at": "yesterday"}, "date"),
        ({"at": "0001-01-01 00:00"}, "date"),
        ({"invoice": " "}, "invoice"),
        ({"sku": ""}, "sku"),
        ({"sku": "x" * 61}, "sku"),
        ({"sku": "a\x00b"}, "row"),
        ({"customer": "a\tb"}, "row"),
    ],
)
def test_a_row_that_cannot_be_read_is_left_out_and_named(shop, history, cells, column):
    report = import_sales(path=history(row(), row(**cells)), shop=shop)
    assert report.fates == {Rule.SOLD: 1, Rule.UNREADABLE: 1}
    assert [(bad["line"], bad["column"]) for bad in report.unreadable] == [(3, column)]
    assert OrderLine.objects.count() == 1


def test_odd_rows_odd_texts_and_blank_lines(shop, history):
    path = history(row(title='Tea "for\ntwo"\\t 荷塘'), "1|2", (), (*row("1002"), "one more"))
    report = import_sales(path=path, shop=shop)
    assert report.rows == sum(report.fates.values()) == 3
    assert report.fates[Rule.UNREADABLE] == 2
    assert OrderLine.objects.get().title == 'Tea "for two"\\t 荷塘'


def test_the_second_run_adds_nothing_and_says_the_same(shop, history):
    path = history(row(), row("C1", quantity="-1"), row("2", price="0"), row("3", customer="8"), name="sales.csv.gz")
    first = import_sales(path=path, shop=shop)
    before = _everything()
    second = import_sales(path=path, shop=shop)
    assert _everything() == before
    assert second.fates == {Rule.ALREADY_HERE: 4}
    assert (second.amounts_cents, second.hygiene) == (first.amounts_cents, first.hygiene)
    assert sum(second.added.values()) == 0


def test_a_run_that_was_cut_off_is_continued_without_doubling(shop, history, monkeypatch):
    path = history(*(row(str(number), customer=str(number % 3)) for number in range(10)), row("4", sku="B2"))
    monkeypatch.setattr(services, "AT_ONCE", 3)

    def pull_the_plug(line: str) -> None:
        if line.startswith("6 orders"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_sales(path=path, shop=shop, tell=pull_the_plug)
    assert Order.objects.count() == 6
    report = import_sales(path=path, shop=shop)
    assert report.added["orders"] == 4
    assert report.fates == {Rule.SOLD: 4, Rule.ALREADY_HERE: 7}
    assert (Order.objects.count(), OrderLine.objects.count(), OrderMove.objects.count()) == (10, 11, 10)
    assert Product.objects.get(variants__sku="A1").sold_count == 20


def test_two_shops_may_use_the_same_numbers(shop, history):
    merchant = Merchant.objects.create(name="Other", slug="other-shop", status=MerchantStatus.APPROVED, intro="x")
    other = Shop.objects.create(merchant=merchant, slug="other-shop", name="Other")
    path = history(row())
    import_sales(path=path, shop=shop)
    import_sales(path=path, shop=other)
    assert Order.objects.filter(external_ref="1001").count() == User.objects.count() == 2


def test_a_workbook_reads_like_a_csv_file(shop, tmp_path):
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(
        [536365, 22752, "Nest", 2, datetime.fromisoformat("2010-12-01 08:26"), 7.65, 17850.0, "United Kingdom"]
    )
    book.active.append(
        ["C536366", "85123A", "Heart", -1, datetime.fromisoformat("2010-12-01 08:30"), 2.55, None, "United Kingdom"]
    )
    book.save(tmp_path / "sales.xlsx")
    report = import_sales(path=tmp_path / "sales.xlsx", shop=shop)
    assert report.fates == {Rule.SOLD: 1, Rule.RETURNED: 1}
    assert Order.objects.get().external_ref == "536365"
    assert Order.objects.get().total_cents == 1530
    assert KnownCustomer.objects.get().external_ref == "17850"


def test_other_columns_by_name_in_any_order(shop, history):
    header = [
        "Country",
        "Price",
        "Customer ID",
        "Invoice",
        "StockCode",
        "Description",
        "InvoiceDate",
        "Quantity",
        "Extra",
    ]
    path = history("France|2.5|7|1|A|Cup|12/1/2010 8:26|3|x", header=header)
    import_sales(path=path, shop=shop, columns="online-retail-ii", zone="Asia/Shanghai", currency="CNY")
    order = Order.objects.get()
    assert (order.total_cents, order.currency) == (750, "CNY")
    assert order.placed_at == datetime(2010, 12, 1, 0, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (HEADER[:-1], "column missing: Country"),
        ([*HEADER, "Quantity"], "column there twice: Quantity"),
        ([], "column missing"),
    ],
)
def test_a_file_with_the_wrong_columns_is_refused_whole(shop, history, header, why):
    with pytest.raises(UnreadableHistory) as refusal:
        import_sales(path=history(header=header), shop=shop)
    assert why in refusal.value.text
    assert Product.objects.count() == 0


def test_a_file_in_another_encoding_or_none_is_refused_by_name(shop, history, tmp_path):
    path = history(row(title="Caf\xe9"), encoding="latin-1")
    with pytest.raises(UnreadableHistory, match="--encoding"):
        import_sales(path=path, shop=shop)
    assert import_sales(path=path, shop=shop, encoding="latin-1").fates == {Rule.SOLD: 1}
    for name in ("missing.csv", "broken.csv.gz", "broken.xlsx"):
        if name != "missing.csv":
            (tmp_path / name).write_bytes(b"not packed")
        with pytest.raises(UnreadableHistory):
            import_sales(path=tmp_path / name, shop=shop)


def test_only_one_import_a_shop_at_a_time(shop, history):
    """The lock belongs to a session, so it takes another connection to be refused."""
    path = history(row())
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [services.LOCK, shop.pk])
            with pytest.raises(ImportRunning):
                import_sales(path=path, shop=shop)
    finally:
        other.close()
    assert Order.objects.count() == 0
    assert import_sales(path=path, shop=shop).added["orders"] == 1


def test_the_command_prints_and_writes_its_report(shop, history, tmp_path, capsys):
    call_command("import_sales", str(history(row())), shop="gifts", report=tmp_path / "report.json")
    assert "1 rows" in capsys.readouterr().out
    told = json.loads((tmp_path / "report.json").read_text())
    assert told["rows"] == sum(told["fates"].values()) == told["added"]["orders"] == 1
    with pytest.raises(CommandError, match="no shop"):
        call_command("import_sales", "x.csv", shop="nobody")
    with pytest.raises(CommandError, match="no time zone"):
        call_command("import_sales", "x.csv", shop="gifts", zone="Mars/Crater")
    with pytest.raises(CommandError, match=r"x\.csv"):
        call_command("import_sales", "x.csv", shop="gifts")


def _everything() -> list[int]:
    kinds = (User, KnownCustomer, Product, Variant, Order, OrderLine, OrderMove, CreditNote, SetAsideRow)
    return [kind.objects.count() for kind in kinds]


def test_an_import_that_brings_something_says_so_once(shop, history) -> None:
    path = history(row())
    for _again in range(2):
        import_sales(path=path, shop=shop)
    told = OutboxEvent.objects.filter(name="orders.history_imported")
    assert [one.payload for one in told] == [{"shop_id": shop.pk}]
