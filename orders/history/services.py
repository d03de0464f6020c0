"""Bring a shop's past sales here: once, exactly, in constant memory."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils.text import slugify

from accounts.identity.models import User
from catalog.inventory.models import Stock
from catalog.products.models import ListingStatus, Product, Variant
from catalog.shops.models import Shop
from catalog.taxonomy.models import Category
from catalog.taxonomy.services import add_category
from config.kernel.events import publish
from config.kernel.ids import number, public_id
from orders.history import staging
from orders.history.errors import ImportRunning
from orders.history.events import HistoryImported
from orders.history.models import KnownCustomer
from orders.history.reader import COLUMNS, read
from orders.history.report import Report, peak_memory_mb
from orders.history.rules import SALES, SET_ASIDE

AT_ONCE = 1000
UNSORTED = "other"
LOCK = 0x4E57  # the first half of the advisory lock's key; the shop's pk is the second
PLAIN_REFERENCE = re.compile(r"[a-z0-9]{1,40}")

# The page's bills with a number to be known by and the account of their customer.
PAGE = """
DROP TABLE IF EXISTS history_page;
CREATE TEMP TABLE history_page AS
SELECT bill.*, given.number, known.user_id FROM history_bill bill
JOIN unnest(%(numbers)s::text[]) WITH ORDINALITY AS given (number, ordinal) ON bill.place = %(first)s + ordinal - 1
LEFT JOIN orders_knowncustomer known ON known.shop_id = %(shop)s AND known.external_ref = bill.customer;
ANALYZE history_page"""
ORDERS = """
INSERT INTO orders_order (number, shop_id, buyer_id, status, close_reason, source, external_ref, currency,
    items_cents, shipping_cents, discount_cents, platform_discount_cents, total_cents, deal_kind, deal_ref, note,
    open_cases, placed_at, paid_at, completed_at)
SELECT number, %(shop)s, user_id, 'completed', '', 'history', invoice, %(currency)s,
    sold_cents, 0, 0, 0, sold_cents, '', '', '', 0, at, at, at
FROM history_page WHERE sold_lines > 0 ORDER BY place"""
MOVES = """
INSERT INTO orders_ordermove (order_id, from_status, to_status, reason, at)
SELECT orders_order.id, '', 'completed', 'imported', placed_at
FROM history_page page JOIN orders_order USING (number) ORDER BY page.place"""
LINES = """
INSERT INTO orders_orderline (order_id, variant_id, title, label, sku, picture_url, unit_price_cents, quantity,
    total_cents, discount_cents, platform_discount_cents, commission_basis_points, shipped_quantity, held_quantity,
    refunded_quantity, claimed_quantity)
SELECT orders_order.id, variant.id, coalesce(nullif(bought.title, ''), product.title), bought.label, bought.sku, '',
    bought.unit_cents, bought.quantity, bought.amount_cents, 0, 0, 0, bought.quantity, 0, 0, 0
FROM history_page page
JOIN history_row bought ON bought.invoice = page.invoice AND bought.rule = ANY(%(sales)s)
JOIN orders_order ON orders_order.number = page.number
JOIN catalog_variant variant ON variant.shop_id = %(shop)s AND variant.sku = bought.sku
JOIN catalog_product product ON product.id = variant.product_id
ORDER BY bought.line"""
CREDIT_NOTES = """
INSERT INTO orders_creditnote (shop_id, external_ref, buyer_id, currency, total_cents, lines_count, at)
SELECT %(shop)s, invoice, user_id, %(currency)s, returned_cents, returned_lines, at
FROM history_page WHERE returned_lines > 0 ORDER BY place"""
ROWS_SET_ASIDE = """
INSERT INTO orders_setasiderow (shop_id, external_ref, position, rule, buyer_id, sku, title, quantity, amount_cents, at)
SELECT %(shop)s, kept.invoice, row_number() OVER (PARTITION BY kept.invoice ORDER BY kept.line), kept.rule,
    known.user_id, kept.sku, kept.title, kept.quantity, kept.amount_cents, kept.at
FROM history_page page
JOIN history_row kept ON kept.invoice = page.invoice AND kept.rule = ANY(%(set_aside)s)
LEFT JOIN orders_knowncustomer known ON known.shop_id = %(shop)s AND known.external_ref = kept.customer
ORDER BY kept.line"""
SOLD_COUNTS = """
UPDATE catalog_product product SET sold_count = sold_count + more.pieces FROM (
    SELECT variant.product_id, sum(bought.quantity) AS pieces FROM history_page page
    JOIN history_row bought ON bought.invoice = page.invoice AND bought.rule = ANY(%(sales)s)
    JOIN catalog_variant variant ON variant.shop_id = %(shop)s AND variant.sku = bought.sku GROUP BY 1
) more WHERE product.id = more.product_id"""


def silence(_line: str) -> None:
    """Nobody listens to the progress."""


def import_sales(
    *,
    path: Path,
    shop: Shop,
    columns: str = "online-retail",
    zone: str = "Europe/London",
    currency: str = "GBP",
    encoding: str = "utf-8-sig",
    tell: Callable[[str], None] = silence,
) -> Report:
    """Products, customers, orders and credit notes of a file of sales. What is here already stays as it is.

    An invoice comes whole or not at all, a thousand at a time; a run that is cut off is continued by the next.
    """
    report = Report(file=path.name, shop=shop.slug, currency=currency)
    began = time.monotonic()
    with _alone(shop):
        staging.stage(read(path, COLUMNS[columns], encoding), zone, report, tell)
        staging.gather(shop)
        _add_customers(shop, report, tell)
        _add_products(shop, report, tell)
        _add_bills(shop, currency, report, tell)
        staging.count_up(report)
        staging.clear()
        if report.added["orders"] or report.added["credit_notes"]:
            with transaction.atomic():
                publish(HistoryImported(shop.pk))
    report.seconds = time.monotonic() - began
    report.peak_memory_mb = peak_memory_mb()
    return report


@contextmanager
def _alone(shop: Shop) -> Iterator[None]:
    """One import a shop; and statements may take longer than those of a page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, shop.pk])
        if not cursor.fetchone()[0]:
            raise ImportRunning
        cursor.execute("SELECT set_config('statement_timeout', '0', false), set_config('work_mem', '64MB', false)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout; RESET work_mem")
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, shop.pk])


def _add_customers(shop: Shop, report: Report, tell: Callable[[str], None]) -> None:
    """A sleeping account for every customer: nobody can sign in to it, and its address leads nowhere."""
    for first, last in staging.pages("history_newcomer", AT_ONCE):
        newcomers = staging.page("history_newcomer", first, last)
        with transaction.atomic():
            users = User.objects.bulk_create(
                _sleeper(shop, reference, since) for _place, reference, since, _country in newcomers
            )
            KnownCustomer.objects.bulk_create(
                KnownCustomer(shop=shop, external_ref=reference, country=country, user=user)
                for user, (_place, reference, _since, country) in zip(users, newcomers, strict=True)
            )
        report.added["customers"] += len(newcomers)
        tell(f"{report.added['customers']:,} customers")


def _sleeper(shop: Shop, reference: str, since: datetime) -> User:
    return User(
        email=f"{_mailbox(reference)}@customers.{shop.slug}.invalid",
        handle=f"u{public_id(10).lower()}",
        display_name=reference,
        password=make_password(None),
        is_active=False,
        joined_at=since,
    )


def _mailbox(reference: str) -> str:
    """The reference itself when it can stand before an @; else a readable part of it and a fingerprint of the whole."""
    if PLAIN_REFERENCE.fullmatch(reference):
        return reference
    return f"{slugify(reference)[:40] or 'x'}-{hashlib.sha256(reference.encode()).hexdigest()[:12]}"


def _add_products(shop: Shop, report: Report, tell: Callable[[str], None]) -> None:
    """A product off sale for every code the shop has no variant of."""
    category = _somewhere()
    for first, last in staging.pages("history_good", AT_ONCE):
        goods = staging.page("history_good", first, last)
        with transaction.atomic():
            products = Product.objects.bulk_create(
                Product(
                    shop=shop,
                    slug=f"{slugify(title)[:70] or 'item'}-{public_id(8).lower()}",
                    title=title,
                    category=category,
                    language="en",
                    status=ListingStatus.UNLISTED,
                    is_imported=True,
                    price_min_cents=cents,
                    price_max_cents=cents,
                )
                for _place, _sku, title, cents in goods
            )
            variants = Variant.objects.bulk_create(
                Variant(product=product, shop=shop, sku=sku, price_cents=cents)
                for product, (_place, sku, _title, cents) in zip(products, goods, strict=True)
            )
            Stock.objects.bulk_create(Stock(variant=variant) for variant in variants)
        report.added["products"] += len(goods)
        tell(f"{report.added['products']:,} products")


def _somewhere() -> Category:
    """The branch for what nobody has put anywhere yet."""
    found = Category.objects.filter(slug=UNSORTED).first()
    return found or add_category(slug=UNSORTED, name_zh="其他", name_en="Other", icon="package", position=999)


def _add_bills(shop: Shop, currency: str, report: Report, tell: Callable[[str], None]) -> None:
    for first, last in staging.pages("history_bill", AT_ONCE):
        asked: dict[str, Any] = {
            "shop": shop.pk,
            "currency": currency,
            "first": first,
            "numbers": [number() for _ in range(first, last + 1)],
            "sales": list(SALES),
            "set_aside": list(SET_ASIDE),
        }
        added: dict[str, int] = {}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PAGE, asked)
            for kind, statement in (
                ("orders", ORDERS),
                ("order_lines", LINES),
                ("credit_notes", CREDIT_NOTES),
                ("rows_set_aside", ROWS_SET_ASIDE),
            ):
                cursor.execute(statement, asked)
                added[kind] = cursor.rowcount
            cursor.execute(MOVES, asked)
            cursor.execute(SOLD_COUNTS, asked)
        report.added.update(added)
        tell(f"{report.added['orders']:,} orders, {report.added['order_lines']:,} lines")
