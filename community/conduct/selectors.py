"""How somebody stands, and the rules that are on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from accounts.organisations.models import Membership, MerchantStatus
from community.conduct.models import DomainRule, DomainVerdict, PictureRule, Standing, WordRule
from config.kernel.access import get_or_missing

RULES_KEY = "conduct:rules"
RULES_S = 300


def standing_of(person: Any) -> Standing:
    """How somebody stands; who was never looked at is new here and free."""
    return Standing.objects.filter(person=person.pk).first() or Standing(person=person)


def level_of(person: Any) -> int:
    return standing_of(person).level


def levels_of(person_pks: Collection[int]) -> dict[int, int]:
    """Levels of several; who isn't in it is at 0."""
    return dict(Standing.objects.filter(person__in=person_pks, level__gt=0).values_list("person_id", "level"))


def sells(person: Any) -> bool:
    """Whether somebody works for an approved merchant."""
    hats = Membership.objects.filter(user=person.pk, is_active=True, merchant__status=MerchantStatus.APPROVED)
    return hats.exists()


# ---- rules ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KnownWords:
    plain: str
    language: str
    action: str
    name: str


@dataclass(frozen=True)
class Rules:
    """All rules about words and links, as they are read against every text."""

    words: tuple[KnownWords, ...]
    allowed: frozenset[str]
    denied: frozenset[str]


def rules() -> Rules:
    """From the cache; whoever changes a rule empties it."""
    known: Rules | None = cache.get(RULES_KEY)
    if known is None:
        known = _read_rules()
        cache.set(RULES_KEY, known, RULES_S)
    return known


def _read_rules() -> Rules:
    words = WordRule.objects.order_by("pk").values_list("plain", "language", "action", "name")
    domains: dict[str, set[str]] = {verdict: set() for verdict in DomainVerdict.values}
    for domain, verdict in DomainRule.objects.values_list("domain", "verdict"):
        domains[verdict].add(domain)
    own = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    return Rules(
        tuple(KnownWords(*row) for row in words),
        frozenset(domains[DomainVerdict.ALLOW] | {own}),
        frozenset(domains[DomainVerdict.DENY]),
    )


def word_rules() -> QuerySet[WordRule]:
    """Newest first by pk."""
    return WordRule.objects.select_related("by")


def word_rule_for(*, pk: int) -> WordRule:
    return get_or_missing(word_rules(), pk=pk)


def domain_rules() -> QuerySet[DomainRule]:
    return DomainRule.objects.select_related("by")


def domain_rule_for(*, pk: int) -> DomainRule:
    return get_or_missing(domain_rules(), pk=pk)


def picture_rules() -> QuerySet[PictureRule]:
    return PictureRule.objects.select_related("by")


def picture_rule_for(*, pk: int) -> PictureRule:
    return get_or_missing(picture_rules(), pk=pk)
