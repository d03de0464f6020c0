"""People of a level, reported notes, strikes: what tests of moderation begin with."""

from __future__ import annotations

from community.conduct.services import change_standing
from content.moderation.models import Outcome, ReviewItem, Strike
from content.moderation.services import Verdict, decide, report
from content.moderation.things import Found, thing_of
from content.posts.models import Post
from tests.factories.accounts import UserFactory, operator
from tests.factories.notes import make_note


def person(level: int = 0, **fields):
    made = UserFactory(**fields)
    change_standing(person_id=made.pk, level=level)
    return made


def found(note: Post) -> Found:
    thing = thing_of("note").by_pk(note.pk)
    assert thing is not None
    return thing


def reported(note: Post, *levels: int, reason: str = "spam") -> ReviewItem:
    for level in levels:
        report(reporter=person(level), found=found(note), reason=reason)
    return ReviewItem.objects.latest("pk")


def status(note: Post) -> str:
    note.refresh_from_db()
    return note.status


def verdict(outcome: str = Outcome.HIDE, **wish) -> Verdict:
    return Verdict(outcome=outcome, **({"rule": "No advertising"} | wish))


def struck(**wish) -> tuple[Post, Strike, object]:
    note, moderator = make_note(person(2)), operator()
    item = reported(note, 2, 2, 2)
    decide(item=item, actor=moderator, version=item.version, verdict=verdict(**wish))
    return note, Strike.objects.filter(person=note.author).earliest("pk"), moderator
