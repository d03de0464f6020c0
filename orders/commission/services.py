"""Operators make and end rules. Orders already placed keep the share they were placed with."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.identity.models import User
from accounts.organisations.models import Membership
from catalog.products.models import Product
from catalog.shops.models import Shop
from catalog.taxonomy.models import Category
from config.kernel import audit
from config.kernel.clock import now
from config.kernel.locks import locked_one
from orders.commission.errors import EndsTooEarly, OwnShop, RuleEnded, RuleThereAlready, StartsInThePast
from orders.commission.models import CommissionRule, Scope

Target = Product | Category | Shop | None
GRACE = timedelta(minutes=5)  # between opening the form and sending it


@transaction.atomic
def add_rule(
    *,
    operator: User,
    target: Target,
    basis_points: int,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    note: str = "",
) -> CommissionRule:
    """Let a share hold from an instant on. A running rule for the very same goods ends when this one begins."""
    moment = now()
    starts_at = starts_at or moment
    if starts_at < moment - GRACE:
        raise StartsInThePast(field="starts_on")
    if ends_at is not None and ends_at <= starts_at:
        raise EndsTooEarly(field="ends_on")
    _refuse_own(operator, target)
    rule = CommissionRule(
        **_aim(target), basis_points=basis_points, starts_at=starts_at, ends_at=ends_at, note=note, made_by=operator
    )
    _relieve(rule)
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as clash:
        if "commission_one_rule_at_a_time" not in str(clash):
            raise
        raise RuleThereAlready from clash
    audit.record(actor=operator, action="orders.commission_rule_added", target=rule, after=_facts(rule))
    return rule


@transaction.atomic
def end_rule(*, rule: CommissionRule, operator: User) -> CommissionRule:
    """Let a rule end now; one that has not begun goes without a trace but the audit log's."""
    rule = locked_one(CommissionRule.objects.all(), rule.pk)
    moment = now()
    if rule.ends_at is not None and rule.ends_at <= moment:
        raise RuleEnded
    _refuse_own(operator, rule.target)
    audit.record(actor=operator, action="orders.commission_rule_ended", target=rule, before=_facts(rule))
    if rule.starts_at >= moment:
        rule.delete()
        return rule
    rule.ends_at = moment
    rule.save(update_fields=["ends_at", "updated_at"])
    return rule


def _aim(target: Target) -> dict[str, object]:
    if isinstance(target, Product):
        return {"scope": Scope.PRODUCT, "product": target}
    if isinstance(target, Category):
        return {"scope": Scope.CATEGORY, "category": target}
    if isinstance(target, Shop):
        return {"scope": Scope.SHOP, "shop": target}
    return {"scope": Scope.ALL}


def _relieve(rule: CommissionRule) -> None:
    """Open-ended rules for the same goods that began before this one end where it begins."""
    same = CommissionRule.objects.filter(
        scope=rule.scope, product=rule.product, category=rule.category, shop=rule.shop, starts_at__lt=rule.starts_at
    )
    if rule.ends_at is None:
        same.filter(ends_at=None).update(ends_at=rule.starts_at, updated_at=now())


def _refuse_own(operator: User, target: Target) -> None:
    shop = target.shop if isinstance(target, Product) else target
    if isinstance(shop, Shop) and Membership.objects.filter(merchant=shop.merchant_id, user=operator).exists():
        raise OwnShop


def _facts(rule: CommissionRule) -> dict[str, object]:
    return {
        "scope": rule.scope,
        "target": str(rule.target or ""),
        "basis_points": rule.basis_points,
        "starts_at": rule.starts_at.isoformat(),
        "ends_at": rule.ends_at.isoformat() if rule.ends_at else None,
    }
