"""What is reported, decided and appealed in the demo, and the rules texts are read by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from community.conduct.models import DomainRule, Standing, WordRule
from community.conduct.reading import plain_words
from config.kernel.demo import World, times_as_given
from content.comments.models import Comment, CommentStatus
from content.moderation.models import (
    Act,
    Appeal,
    AppealState,
    ItemState,
    Kind,
    LegalNotice,
    Level,
    LogLine,
    Outcome,
    Reason,
    Report,
    ReportState,
    ReviewItem,
    Right,
    Source,
    Strike,
)
from content.moderation.scoring import report_weight
from content.moderation.things import Found, thing_of
from content.posts.models import Post, PostStatus

WORDS = (
    ("代购假烟", "block", "不交易烟草", "zh-hans"),
    ("刷单", "block", "不刷单", "zh-hans"),
    ("返利群", "queue", "站外返利", "zh-hans"),
    ("笨蛋", "mask", "好好说话", "zh-hans"),
    ("replica watch", "block", "No counterfeits", "en"),
    ("cash back group", "queue", "Rebates elsewhere", "en"),
)
LOGINS = 2
DOMAINS = (("wikipedia.org", "allow"), ("gov.cn", "allow"), ("fake-brands.example", "deny"))
SAID = {
    "zh-hans": (
        (Reason.SPAM, "同一句话发了好几条。"),
        (Reason.FALSE, "和我收到的完全不一样。"),
        (Reason.DIVERSION, "让人加别的软件付款。"),
        (Reason.ABUSE, ""),
    ),
    "en": (
        (Reason.SPAM, "The same words under every note."),
        (Reason.FALSE, "Mine looked nothing like this."),
        (Reason.RIGHTS, "This is my photograph."),
        (Reason.ABUSE, ""),
    ),
}
WAITING, HIDDEN, KEPT = 4, 1, 4


class Desk:
    """Rows in the making; written in bulk."""

    def __init__(self, world: World, dice: Random) -> None:
        self.world, self.dice = world, dice
        self.people = [one for one in world.shoppers[2:] if one.language in SAID]
        self.operator, self.admin = world.cast["operator"], world.cast["admin"]
        self.reports: list[Report] = []
        self.log: list[LogLine] = []

    def key(self) -> str:
        return self.world.public_id(self.dice, 12)

    def item(self, found: Found, *, hours: float, reports: int, **fields: Any) -> ReviewItem:
        """An item with reports of others, the last one an hour after the first."""
        opened = self.world.now - timedelta(hours=hours)
        author = found.author
        reporters = self.dice.sample([one for one in self.people if one.pk != author.pk], reports)
        weights = [report_weight(level=self.dice.choice((1, 1, 2)), by=None) for _one in reporters]
        state = ReportState.OPEN if not fields.get("outcome") else ReportState.UPHELD
        if fields.get("outcome") == Outcome.KEEP:
            state = ReportState.DECLINED
        item = ReviewItem.objects.create(
            key=self.key(),
            kind=found.kind,
            target_id=found.pk,
            author=author,
            group=found.group,
            snapshot=found.snapshot,
            mark=found.mark,
            opened_at=opened,
            score=fields.pop("score", sum(weights)),
            reporters=reports,
            **({"source": Source.REPORT} | fields),
        )
        said = SAID.get(author.language, SAID["zh-hans"])
        for place, (reporter, weight) in enumerate(zip(reporters, weights, strict=True)):
            reason, words = said[(place + item.pk) % len(said)]
            self.reports.append(
                Report(
                    key=self.key(),
                    item=item,
                    reporter=reporter,
                    kind=found.kind,
                    target_id=found.pk,
                    reason=reason,
                    words=words,
                    weight=weight,
                    state=state,
                    at=opened + timedelta(minutes=13 * place),
                )
            )
        return item

    def line(self, item: ReviewItem, act: str, *, actor: Any = None, words: str = "", at: Any = None) -> None:
        self.log.append(
            LogLine(
                key=self.key(),
                item=item,
                actor=actor,
                act=act,
                person=item.author,
                group=item.group,
                words=words,
                score=item.score,
                at=at or item.opened_at + timedelta(hours=2),
            )
        )

    def strike(
        self, item: ReviewItem, *, rule: str, by: Any = None, level: str = Level.HIDDEN, **fields: Any
    ) -> Strike:
        at = item.opened_at + timedelta(hours=2)
        quoted = "\n".join(part for part in (item.snapshot["title"], item.snapshot["text"]) if part)
        return Strike.objects.create(
            key=self.key(),
            person_id=item.author_id or 0,
            item=item,
            level=level,
            rule=rule,
            by=by,
            at=at,
            quoted=quoted,
            **fields,
        )


def seed(world: World, posts: Sequence[Post]) -> None:
    """Items in every state: waiting, hidden by reports, kept, hidden by a moderator, appealed, won back."""
    dice = world.dice("moderation")
    _rules(world)
    _levels(world, dice)
    desk = Desk(world, dice)
    demo = {world.cast[name].pk for name in ("shopper", "shopper2", "merchant")}
    notes = [one for one in posts if one.author_id not in demo and one.group_id is None]
    chosen = dice.sample(notes, min(len(notes), WAITING + HIDDEN + KEPT + 2))
    for place, note in enumerate(chosen):
        _case(desk, place, _found(Kind.NOTE, note.pk))
    comments = list(Comment.objects.filter(status=CommentStatus.SHOWN, root=None).exclude(author__in=demo)[:3])
    for comment in comments:
        desk.item(_found(Kind.COMMENT, comment.pk), hours=5, reports=1)
    _of_shopper(desk)
    _by_law(desk, [one for one in notes if one not in chosen])
    Report.objects.bulk_create(desk.reports)
    LogLine.objects.bulk_create(desk.log)
    world.tell(f"{len(desk.reports)} reports, {ReviewItem.objects.count()} items of the queue")


def _found(kind: str, pk: int) -> Found:
    found = thing_of(kind).by_pk(pk)
    if found is None:
        raise LookupError(pk)
    return found


def _case(desk: Desk, place: int, found: Found) -> None:
    if place < WAITING:
        desk.item(found, hours=(3, 9, 30, 52)[place % 4], reports=1 + place % 2)
    elif place < WAITING + HIDDEN:
        item = desk.item(found, hours=7, reports=5, score=9.0, hidden_at=desk.world.now - timedelta(hours=6))
        Post.objects.filter(pk=found.pk).update(status=PostStatus.HIDDEN)
        desk.strike(item, rule="reports")
        desk.line(item, Act.HIDDEN_BY_SCORE)
    elif place < WAITING + HIDDEN + KEPT:
        done = desk.world.now - timedelta(days=2 + place)
        item = desk.item(found, hours=24 * (3 + place), reports=2, **_done(desk.operator, done, Outcome.KEEP))
        desk.line(item, Act.KEEP, actor=desk.operator, at=done)
    else:
        _appealed(desk, found, is_won=place % 2 == 0)


def _done(actor: Any, at: Any, outcome: str) -> dict[str, Any]:
    return {"state": ItemState.DONE, "decided_by": actor, "decided_at": at, "outcome": outcome, "version": 3}


def _appealed(desk: Desk, found: Found, *, is_won: bool) -> None:
    """One appeal was right, the other waits for the administrator: the operator decided first."""
    done = desk.world.now - timedelta(days=4)
    item = desk.item(found, hours=24 * 5, reports=3, **_done(desk.operator, done, Outcome.HIDE))
    is_zh = found.author.language != "en"
    rule = "广告要标明" if is_zh else "Advertising is marked as such"
    strike = desk.strike(item, rule=rule, by=desk.operator, revoked_at=done + timedelta(days=1) if is_won else None)
    desk.line(item, Act.HIDE, actor=desk.operator, words=rule, at=done)
    if not is_won:
        Post.objects.filter(pk=found.pk).update(status=PostStatus.HIDDEN)
    words = "这是我自己买的，小票还在，没有人付钱给我。" if is_zh else "I bought it myself and still have the receipt."
    answer = "核对过订单，确实是自己买的。" if is_zh else "We checked the order: it was bought."
    state = AppealState.APPROVED if is_won else AppealState.WAITING
    decided = {"decided_by": desk.admin, "decided_at": done + timedelta(days=1), "answer": answer} if is_won else {}
    row = Appeal.objects.create(
        strike=strike,
        words=words,
        first_moderator=desk.operator,
        state=state,
        at=done + timedelta(hours=6),
        **decided,
    )
    closed = _done(desk.admin, done + timedelta(days=1), Outcome.APPROVED) if is_won else {}
    appeal = ReviewItem.objects.create(
        key=desk.key(),
        kind=Kind.APPEAL,
        target_id=row.pk,
        author=found.author,
        source=Source.APPEAL,
        score=12.5,
        snapshot={"title": "", "text": words, "pictures": [], "url": "", "name": found.author.display_name},
        opened_at=row.at,
        **closed,
    )
    desk.line(appeal, Act.APPEALED, actor=found.author, at=row.at)
    if is_won:
        desk.line(appeal, Act.APPROVED, actor=desk.admin, words=answer, at=done + timedelta(days=1))


def _of_shopper(desk: Desk) -> None:
    """The demo's own shopper has a comment that a moderator hid, may appeal, and was right about something."""
    shopper = desk.world.cast["shopper"]
    comment = Comment.objects.filter(author=shopper, status=CommentStatus.SHOWN).first()
    if comment is None:
        note = Post.objects.filter(status=PostStatus.PUBLISHED, group=None).exclude(author=shopper).earliest("pk")
        comment = Comment.objects.create(
            key=desk.key(),
            post=note,
            author=shopper,
            body="想便宜买的来找我，我这里有内部价。",
            created_at=desk.world.now - timedelta(days=3),
        )
    done = desk.world.now - timedelta(days=2)
    item = desk.item(
        _found(Kind.COMMENT, comment.pk), hours=24 * 3, reports=2, **_done(desk.operator, done, Outcome.HIDE)
    )
    desk.strike(item, rule="不在站外交易", by=desk.operator, words="内部价请走店铺，买家才有保障。")
    desk.line(item, Act.HIDE, actor=desk.operator, words="不在站外交易", at=done)
    Comment.objects.filter(pk=comment.pk).update(status=CommentStatus.HIDDEN, is_pinned=False)
    mine = ReviewItem.objects.filter(kind=Kind.NOTE, state=ItemState.DONE, outcome=Outcome.HIDE).earliest("pk")
    desk.reports.append(
        Report(
            key=desk.key(),
            item=mine,
            reporter=shopper,
            kind=mine.kind,
            target_id=mine.target_id,
            reason=Reason.SPAM,
            weight=2.0,
            state=ReportState.UPHELD,
            at=mine.opened_at,
        )
    )


def _by_law(desk: Desk, notes: Sequence[Post]) -> None:
    """A painter says a note shows her work; the administrator has not decided yet."""
    if not notes:
        return
    note = desk.dice.choice(notes)
    found, since = _found(Kind.NOTE, note.pk), desk.world.now - timedelta(hours=20)
    item = desk.item(found, hours=20, reports=0, score=9.0, source=Source.LEGAL, hidden_at=since, referred_at=since)
    Post.objects.filter(pk=note.pk).update(status=PostStatus.HIDDEN)
    is_zh = note.author.language != "en"
    holder, evidence = (
        ("林墨画室", "图中的荷塘是我 2024 年春天发表的作品，登记号见作品登记证书，没有许可任何人使用。")
        if is_zh
        else ("Atelier Lin", "The pond in it is a print I published in spring 2024; nobody was given leave to use it.")
    )
    sender = next(one for one in desk.people if one.pk != note.author_id)
    made = LegalNotice.objects.create(
        key=desk.key(), item=item, sender=sender, right=Right.COPYRIGHT, holder=holder, evidence=evidence, at=since
    )
    desk.strike(item, rule="legal", words=f"{made.get_right_display()} · {holder}\n{evidence}")
    desk.line(item, Act.HIDDEN_BY_LAW, at=since)


def _rules(world: World) -> None:
    with times_as_given(WordRule, DomainRule):
        at = {"created_at": world.now, "updated_at": world.now, "by": world.cast["operator"]}
        WordRule.objects.bulk_create(
            WordRule(words=words, plain=plain_words(words), action=action, name=name, language=language, **at)
            for words, action, name, language in WORDS
        )
        DomainRule.objects.bulk_create(DomainRule(domain=name, verdict=verdict, **at) for name, verdict in DOMAINS)


def _levels(world: World, dice: Random) -> None:
    """Most have bought something they kept; a few are here often. The two who can be signed in as are known."""
    Standing.objects.bulk_create(
        Standing(person=one, level=dice.choice((1, 1, 1, 2, 2, 3)), updated_at=world.now)
        for place, one in enumerate(world.shoppers)
        if dice.random() < 0.8 or place < LOGINS
    )
