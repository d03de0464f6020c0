"""Reading what people write, changing how they stand, and keeping the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from community.conduct.errors import (
    BannedForGood,
    LinkRefused,
    NothingToLookFor,
    OddDomain,
    PictureRefused,
    RuleThere,
    Silenced,
    Suspended,
    TooManyLinks,
    WordsRefused,
)
from community.conduct.levels import LINKS_OF_NEWCOMERS, Level
from community.conduct.models import DomainRule, PictureRule, Standing, WordAction, WordRule
from community.conduct.prints import ALIKE, SAME, dhash, distance, print_of, prints_of
from community.conduct.reading import domains_in, is_under, language_of, leads_away, masked, plain_words, read, spans_of
from community.conduct.selectors import RULES_KEY, KnownWords, Rules, level_of, rules, sells, standing_of
from community.conduct.watching import Finding, Why
from config.kernel.clock import now
from config.kernel.models import UploadedPicture
from config.kernel.pictures import decoded
from config.kernel.plaintext import cleaned_line

# ---- who may ----------------------------------------------------------------------------------------------------


def check_may_write(person: Any) -> None:
    """Whoever is silenced or suspended reads when it ends and where it says why."""
    standing = check_may_take_part(person)
    if standing.is_silenced:
        raise Silenced(until=_said(standing.silenced_until))


def check_may_take_part(person: Any) -> Standing:
    """Messages to people and reports: closed only to who is suspended."""
    standing = standing_of(person)
    if standing.is_banned:
        raise BannedForGood
    if standing.is_suspended:
        raise Suspended(until=_said(standing.suspended_until))
    return standing


def _said(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""


# ---- reading ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Screened:
    """A text as it may be kept, and what somebody should look at."""

    text: str
    findings: list[Finding] = field(default_factory=list)


def screen(*, author: Any, text: str, field: str, more: Sequence[KnownWords] = ()) -> Screened:
    """Read a text that many will read; in a group by its own words (`more`), too. Refused words and links name their
    rule, never what was found."""
    if not text:
        return Screened(text)
    known = rules()
    screened = _words(text, [*known.words, *more], field)
    domains = domains_in(text)
    _refuse_links(domains, known, field)
    if not domains and not leads_away(text):
        return screened
    return Screened(screened.text, [*screened.findings, *_ways_out(author, text, domains, known, field)])


def screen_message(*, text: str, field: str, more: Sequence[KnownWords] = ()) -> str:
    """Read what is said in private: refused words and links stay out, nobody else learns of it."""
    known = rules()
    _refuse_links(domains_in(text), known, field)
    return _words(text, [*known.words, *more], field).text


def _words(text: str, known: Iterable[KnownWords], field: str) -> Screened:
    plain, language = read(text), language_of(text)
    covered: list[tuple[int, int]] = []
    findings = []
    for rule in known:
        if rule.language and rule.language != language:
            continue
        spans = list(spans_of(rule.plain, plain))
        if not spans:
            continue
        if rule.action == WordAction.BLOCK:
            raise WordsRefused(field=field, rule=rule.name or _("words the group keeps out"))
        if rule.action == WordAction.MASK:
            covered += spans
        else:
            findings.append(Finding(Why.WORDS, rule.name, waits=rule.action == WordAction.QUEUE))
    return Screened(masked(text, covered) if covered else text, findings)


def _refuse_links(domains: Iterable[str], known: Rules, field: str) -> None:
    for domain in domains:
        if any(is_under(domain, one) for one in known.denied):
            raise LinkRefused(field=field, domain=domain)


def _ways_out(author: Any, text: str, domains: Sequence[str], known: Rules, field: str) -> list[Finding]:
    """Links of newcomers to where nobody has been, and ways past the shops; those who sell may say where they are."""
    unknown = [one for one in domains if not any(is_under(one, rule) for rule in known.allowed)]
    if sells(author):
        return []
    findings = []
    if unknown and level_of(author) == Level.NEW:
        if len(unknown) > LINKS_OF_NEWCOMERS:
            raise TooManyLinks(field=field, most=LINKS_OF_NEWCOMERS)
        findings.append(Finding(Why.LINKS, ", ".join(unknown), waits=True))
    if leads_away(text):
        findings.append(Finding(Why.DIVERSION, waits=True))
    return findings


def screen_pictures(*, pictures: Sequence[UploadedPicture], field: str, is_out: bool = False) -> list[Finding]:
    """Look pictures up in the list of refused ones: the same file is refused, what looks like one waits. What is out
    already (`is_out`) can't be refused any more: it waits, too."""
    refused = list(PictureRule.objects.values_list("sha256", "dhash", "name")) if pictures else []
    if not refused:
        return []
    findings = []
    for one in prints_of(pictures):
        for sha256, bits, name in refused:
            if one.sha256 == sha256 and not is_out:
                raise PictureRefused(field=field, rule=name)
            if distance(one.dhash, bits) <= ALIKE:
                findings.append(Finding(Why.PICTURE, name, waits=True))
    return findings


def screen_private_picture(*, upload: UploadedFile[Any], field: str) -> None:
    """Look a picture of a message up: a refused one stays out at whatever size, and nobody else learns of it."""
    refused = list(PictureRule.objects.values_list("dhash", "name"))
    if not refused:
        return
    bits = dhash(decoded(upload))
    for known, name in refused:
        if distance(bits, known) <= SAME:
            raise PictureRefused(field=field, rule=name)


# ---- how somebody stands ----------------------------------------------------------------------------------------


@transaction.atomic
def held_standing(person_id: int) -> Standing:
    """Somebody's standing, locked until the transaction ends."""
    Standing.objects.bulk_create([Standing(person_id=person_id)], ignore_conflicts=True)
    return Standing.objects.select_for_update().get(pk=person_id)


@transaction.atomic
def change_standing(*, person_id: int, **fields: Any) -> Standing:
    """Write how somebody stands; names are those of the model."""
    standing = held_standing(person_id)
    for name, value in fields.items():
        setattr(standing, name, value)
    standing.updated_at = now()
    standing.save()
    return standing


@transaction.atomic
def raise_to(*, person_id: int, level: int) -> bool:
    """At least this level, unless a penalty or a hand holds it. True when it rose."""
    held_standing(person_id)
    lower = Standing.objects.filter(pk=person_id, level__lt=level, is_fixed=False)
    free = lower.filter(held_until=None) | lower.filter(held_until__lte=now())
    return bool(Standing.objects.filter(pk__in=free.values("pk")).update(level=level, updated_at=now()))


def count_reports(*, reporter_ids: Collection[int], are_upheld: bool) -> None:
    """Reports of these people were decided: how often somebody is right weighs what they report next."""
    ids = sorted(set(reporter_ids))
    Standing.objects.bulk_create([Standing(person_id=pk) for pk in ids], ignore_conflicts=True)
    Standing.objects.filter(pk__in=ids).update(
        reports_decided=F("reports_decided") + 1, reports_upheld=F("reports_upheld") + (1 if are_upheld else 0)
    )


def take_back_reports(*, reporter_ids: Collection[int]) -> None:
    """An appeal was right: what was upheld no longer is."""
    upheld = Standing.objects.filter(pk__in=set(reporter_ids), reports_upheld__gt=0)
    upheld.update(reports_upheld=F("reports_upheld") - 1)


# ---- rules ------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_word_rule(*, rule: WordRule, by: Any) -> WordRule:
    rule.words, rule.name = cleaned_line(rule.words), cleaned_line(rule.name)
    rule.plain = plain_words(rule.words)[:60]
    if not rule.plain:
        raise NothingToLookFor(field="words")
    rule.by = by
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as clash:
        if "word_rule_once" not in str(clash):
            raise
        raise RuleThere(field="words") from clash
    _rules_changed()
    return rule


@transaction.atomic
def keep_domain_rule(*, rule: DomainRule, by: Any) -> DomainRule:
    rule.domain = rule.domain.strip().lower().rstrip(".")
    if domains_in(rule.domain) != [rule.domain]:
        raise OddDomain(field="domain")
    rule.by = by
    rule.save()
    _rules_changed()
    return rule


@transaction.atomic
def deny_domains(*, domains: Iterable[str], by: Any) -> int:
    """Links there are refused from now on. What is allowed by a rule stays so."""
    known = rules()
    fresh = [one for one in domains if not any(is_under(one, rule) for rule in known.allowed | known.denied)]
    DomainRule.objects.bulk_create(
        [DomainRule(domain=one, verdict="deny", by=by) for one in fresh], ignore_conflicts=True
    )
    _rules_changed()
    return len(fresh)


@transaction.atomic
def refuse_picture(*, picture: UploadedPicture, name: str, by: Any) -> PictureRule | None:
    """Nobody shows this picture again. None when it has no file to recognise it by."""
    one = print_of(picture)
    if one is None:
        return None
    wish = {"dhash": one.dhash, "name": name[:60], "by": by}
    return PictureRule.objects.get_or_create(sha256=one.sha256, defaults=wish)[0]


@transaction.atomic
def drop_rule(*, rule: WordRule | DomainRule | PictureRule) -> None:
    rule.delete()
    _rules_changed()


def _rules_changed() -> None:
    transaction.on_commit(lambda: cache.delete(RULES_KEY), robust=True)
    cache.delete(RULES_KEY)
