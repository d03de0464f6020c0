"""A week is over: what was settled in it becomes a statement, and the statement a payout or something to carry over."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from catalog.shops.models import Shop
from config.kernel.events import publish
from orders.settlement.events import StatementMade
from orders.settlement.models import Payout, Statement
from orders.settlement.selectors import carried_from, open_lines, start_of


@transaction.atomic
def close_week(*, shop: Shop, currency: str, week_on: date) -> Statement | None:
    """State everything until the end of that week that is on no statement yet. Once; None when there is nothing.

    The row comes first: a rival waits for it and then finds it done. Too little, or a debt, is carried over.
    """
    lines = open_lines(shop, currency).filter(at__lt=start_of(week_on + timedelta(days=7)))
    if not lines.exists():
        return Statement.objects.filter(shop=shop, currency=currency, week_on=week_on).first()
    carried = carried_from(shop, currency)
    statement, is_new = Statement.objects.get_or_create(
        shop=shop,
        currency=currency,
        week_on=week_on,
        defaults={"carried_cents": carried, "total_cents": carried},
    )
    if not is_new:
        return statement
    lines.update(statement=statement)
    statement.lines_cents = statement.lines.aggregate(sum=Sum("cents"))["sum"] or 0
    statement.total_cents = statement.carried_cents + statement.lines_cents
    statement.save(update_fields=["lines_cents", "total_cents"])
    if statement.total_cents >= settings.PAYOUT_LEAST_CENTS:
        payout_of(statement).save(force_insert=True)
    publish(StatementMade(statement_id=statement.pk))
    return statement


def payout_of(statement: Statement) -> Payout:
    """The one payout of a statement, not saved yet."""
    return Payout(
        key=f"{statement.shop.slug}:{statement.week_on:%Y-%m-%d}:{statement.currency}",
        statement=statement,
        shop=statement.shop,
        currency=statement.currency,
        amount_cents=statement.total_cents,
    )
