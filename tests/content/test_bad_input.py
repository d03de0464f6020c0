"""Every field of notes, comments, boards, reviews, reports and decisions against what harms: kept and shown as plain
words, or refused with nothing changed; and odd addresses, cursors and bodies never break anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalog.products.models import Product
from community.conduct.models import WordRule
from community.graph.services import follow
from content import urls
from content.boards.models import Board
from content.boards.services import new_board, save_note
from content.clips.api_urls import urlpatterns as clips_api
from content.comments.api_urls import urlpatterns as comments_api
from content.comments.models import Comment
from content.comments.services import write_comment
from content.effect.api_urls import urlpatterns as effect_api
from content.feed.api_urls import urlpatterns as feed_api
from content.moderation.api_urls import urlpatterns as moderation_api
from content.moderation.models import Appeal, LegalNotice, Report, ReviewItem
from content.posts.api_urls import urlpatterns as posts_api
from content.posts.drafts import Draft
from content.posts.models import Post
from content.posts.services import publish_note, save_draft
from content.reactions.api_urls import urlpatterns as reactions_api
from content.reviews.api_urls import urlpatterns as reviews_api
from content.reviews.models import Review
from tests.content.moderation.helpers import person, reported, struck
from tests.factories.accounts import operator
from tests.factories.catalog import make_merchant_user, make_product
from tests.factories.groups import let_in, make_group
from tests.factories.notes import make_note
from tests.factories.reviews import make_review, received_line
from tests.hostile import (
    BODIES,
    LOOKED_AT,
    ODD_CURSORS,
    SHOW_NOTHING,
    TEXTS,
    V1,
    addresses,
    attempt,
    call,
    is_clear,
    is_harmless,
    oddly,
    wrongly,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Sent:
    """A form as somebody fills it in: who does, which fields take words, which of them must, and what it makes."""

    who: str
    path: str
    fields: dict[str, Any]
    needed: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    makes: Any = None
    shown_at: tuple[str, ...] = ()


NOTE = {"title": "Tea", "body": "Water #tea", "place": "Pond", "disclosure": "none", "action": "publish"}
COMMENTS = "/posts/{note}/comments/"
FORMS = {
    "note": Sent("ada", "/posts/new/", NOTE, (), ("title", "body", "place"), Post, ("/u/ada/", "/posts/")),
    "lonely note": Sent("ada", "/posts/new/", {"disclosure": "none", "action": "publish"}, ("title", "body"), (), Post),
    "change": Sent("ada", "/posts/{note}/edit/", NOTE, (), ("title", "body", "place", "version")),
    "draft": Sent(
        "ada", "/posts/new/", NOTE | {"action": "draft"}, (), ("title", "body"), Post, ("/me/posts/?state=drafts",)
    ),
    "comment": Sent("ben", COMMENTS, {"body": "Nice"}, (), ("body",), Comment, (COMMENTS, "/posts/{note}/")),
    "other words": Sent("ben", "/comments/{comment}/edit/", {"body": "Nicer"}, ("body",), (), None, (COMMENTS,)),
    "board": Sent("ben", "/me/boards/", {"name": "Cups"}, ("name",), (), Board, ("/me/boards/",)),
    "board name": Sent("ben", "/boards/{board}/edit/", {"name": "Bowls"}, ("name",), (), None, ("/me/boards/",)),
    "save": Sent("ben", "/posts/{note}/save/", {"name": "Pots"}, (), ("name",), Board, ("/me/boards/",)),
    "review": Sent(
        "ben",
        "/orders/{order}/review/",
        {"{line}-rating": "5", "{line}-text": "Good"},
        (),
        ("{line}-text", "{line}-tags", "{line}-rating"),
        Review,
        ("/products/{product}/reviews/",),
    ),
    "addition": Sent("ben", "/me/reviews/{review}/add/", {"text": "Still good"}, ("text",), (), None),
    "reply": Sent("shop", "/merchant/reviews/{review}/", {"reply": "Thank you"}, ("reply",), (), None),
    "report": Sent(
        "ben", "/report/note/{note}/", {"reason": "spam"}, (), ("words", "reason"), Report, ("/me/standing/",)
    ),
    "legal notice": Sent(
        "ben",
        "/report/note/{note}/notice/",
        {"right": "copyright", "holder": "Lin", "evidence": "No. 7", "is_sworn": "on"},
        ("holder", "evidence"),
        ("right", "link"),
        LegalNotice,
        ("/me/standing/",),
    ),
    "appeal": Sent(
        "struck", "/me/standing/{strike}/", {"words": "It was not"}, ("words",), (), Appeal, ("/me/standing/{strike}/",)
    ),
    "verdict": Sent(
        "op",
        "/platform/moderation/{item}/",
        {"outcome": "hide", "rule": "No adverts", "version": "{version}"},
        ("rule",),
        ("words", "outcome", "version", "level", "hours"),
    ),
    "word rule": Sent(
        "op",
        "/platform/moderation/rules/",
        {"part": "words", "words": "bad words", "action": "block", "language": "", "name": "Rudeness"},
        ("words",),
        ("name",),
        WordRule,
        ("/platform/moderation/rules/",),
    ),
    "trying": Sent("op", "/platform/moderation/rules/", {"part": "try", "text": "Hello"}, (), ("text",)),
    "level": Sent(
        "op", "/platform/moderation/people/ada/", {"level": "1", "reason": "Known since long"}, ("reason",), ()
    ),
    "group hides": Sent(
        "keeper", "/posts/{gathered}/hide/", {"reason": "Off topic"}, (), ("reason",), None, ("/groups/tea/log/",)
    ),
}


@dataclass
class Pond:
    """People and what they made, by the names the tables use."""

    people: dict[str, Any]
    names: dict[str, str]

    def fill(self, text: str) -> str:
        for name, value in self.names.items():
            text = text.replace(f"{{{name}}}", value)
        return text


@pytest.fixture
def pond(client, settings, tmp_path) -> Pond:
    settings.DEMO = True  # operators need no second step
    settings.MEDIA_ROOT = tmp_path / "media"
    client.cookies["django_language"] = "en"
    ada, ben = person(2, handle="ada", display_name="Ada"), person(2, handle="ben", display_name="Ben")
    follow(follower=ben, person=ada)
    note = make_note(ada)
    product: Product = make_product()
    line, review = received_line(ben), make_review(product, ben)
    group = make_group(address="tea")
    gathered = publish_note(author=let_in(group, ada), draft=Draft(title="In the group", body="Tea", group=group))
    _note, strike, _moderator = struck()
    item = reported(make_note(person(2)), 2)
    comment = write_comment(post=note, author=ben, body="Lovely")
    names = {
        "note": note.key,
        "gathered": gathered.key,
        "comment": comment.key,
        "board": new_board(owner=ben, name="Mine").key,
        "order": line.order.number,
        "line": f"line-{line.pk}",
        "variant": line.variant.key if line.variant else "",
        "product": product.slug,
        "review": review.key,
        "strike": strike.key,
        "item": item.key,
        "version": str(item.version),
    }
    shop = make_merchant_user(product.shop)
    people = {"ada": ada, "ben": ben, "op": operator(), "shop": shop, "struck": strike.person, "keeper": group.founder}
    return Pond(people, names)


@pytest.mark.parametrize("name", FORMS)
def test_words_are_shown_as_words_or_refused(client, pond, name):
    form = FORMS[name]
    client.force_login(pond.people[form.who])
    path = pond.fill(form.path)
    fields = {pond.fill(part): pond.fill(value) for part, value in form.fields.items()}
    count = form.makes.objects.count if form.makes else int
    for part in (*form.needed, *form.free):
        for trick, text in TEXTS.items():
            case = f"{name}.{part} {trick}"
            with attempt():
                before = count()
                answer = client.post(path, fields | {pond.fill(part): text})
                assert is_clear(answer), case
                assert is_harmless(answer), case
                if answer.status_code != 302:
                    assert count() == before, case
                    continue
                assert not (part in form.needed and trick in SHOW_NOTHING), case
                for page in (answer.url, *map(pond.fill, form.shown_at)) if trick == LOOKED_AT else ():
                    shown = client.get(page)
                    assert shown.status_code == 200, f"{case} {page}"
                    assert is_harmless(shown), f"{case} {page}"
                    assert b"\xe2\x80\xae" not in shown.content, f"{case} {page}"  # nothing turns the rest around


def test_the_forms_of_the_table_say_yes_to_what_is_right(client, pond):
    for name, form in FORMS.items():
        if name in {"lonely note", "trying"}:
            continue
        client.force_login(pond.people[form.who])
        fields = {pond.fill(part): pond.fill(value) for part, value in form.fields.items()}
        with attempt():
            assert client.post(pond.fill(form.path), fields).status_code == 302, name


def test_words_of_people_keep_their_direction_to_themselves():
    css = Path("static/css/app.css").read_text("utf-8")
    rules = [rule for rule in css.split("}") if "[data-ugc]" in rule]
    assert any("unicode-bidi" in rule and "isolate" in rule for rule in rules)


# ---- machines ---------------------------------------------------------------------------------------------------

CALLS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "note": (
        "ada",
        "post",
        "posts/",
        {
            "title": "Tea",
            "body": "x",
            "place": "Pond",
            "disclosure": "none",
            "pictures": ["x"],
            "clip": "x",
            "products": [{"product": "x", "on_picture": 0, "x": 1, "y": 1}],
            "group": "tea",
            "is_draft": False,
            "publish_at": None,
        },
    ),
    "change": (
        "ada",
        "put",
        "posts/{note}/",
        {"title": "Tea", "body": "y", "place": "", "pictures": [], "products": []},
    ),
    "comment": ("ben", "post", "posts/{note}/comments/", {"body": "Nice", "answers": "{comment}"}),
    "other words": ("ben", "patch", "comments/{comment}/", {"body": "Nicer"}),
    "reactions": ("ben", "put", "posts/{note}/reactions/", {"like": True, "save": True, "repost": True, "board": "x"}),
    "review": (
        "ben",
        "post",
        "orders/{order}/reviews/",
        {"variant": "{variant}", "rating": 5, "text": "Good", "tags": [], "is_masked": False, "pictures": []},
    ),
    "addition": ("ben", "post", "reviews/{review}/addition/", {"text": "Still", "pictures": []}),
    "reply": ("shop", "put", "merchant/reviews/{review}/reply/", {"reply": "Thanks"}),
    "report": (
        "ben",
        "post",
        "reports/",
        {"kind": "note", "id": "{note}", "reason": "rule", "rule": "x", "words": "y"},
    ),
    "legal notice": (
        "ben",
        "post",
        "legal-notices/",
        {"kind": "note", "id": "{note}", "right": "image", "holder": "Lin", "evidence": "7", "is_sworn": True},
    ),
    "appeal": ("struck", "post", "me/strikes/{strike}/appeal/", {"words": "No"}),
    "verdict": (
        "op",
        "post",
        "moderation/items/{item}/",
        {"version": 1, "outcome": "hide", "rule": "x", "words": "", "cover": "", "level": "silenced", "hours": 24},
    ),
    "seen": ("ben", "post", "seen/", {"deed": "seen", "notes": ["{note}"]}),
}


@pytest.mark.parametrize("name", CALLS)
def test_wrong_types_are_refused_by_the_field_that_has_them(client, pond, name):
    who, verb, path, fields = CALLS[name]
    client.force_login(pond.people[who])
    path, fields = pond.fill(path), json.loads(pond.fill(json.dumps(fields)))
    kept = (Post, Comment, Review, Report, Appeal, Board, LegalNotice)
    tables = [one.objects for one in kept]
    for body in BODIES:
        with attempt():
            call(client, verb, path, body)
    for part, value in wrongly(fields):
        with attempt():
            before = [table.count() for table in tables]
            answer = call(client, verb, path, json.dumps(fields | {part: value}))
            if answer.status_code >= 400:
                assert [table.count() for table in tables] == before, (part, value)


def test_things_of_others_are_not_changed_by_naming_them(client, pond):
    draft = save_draft(author=pond.people["ada"], draft=Draft(body="Half a thought"))
    kept = save_note(user=pond.people["ada"], post=Post.objects.get(key=pond.names["note"])).board
    client.force_login(pond.people["op"])  # operators write for nobody either
    for verb, path, body in [
        ("put", f"posts/{draft.key}/", {"body": "x"}),
        ("delete", f"posts/{draft.key}/", {}),
        ("get", f"posts/{draft.key}/", {}),
        ("patch", "comments/{comment}/", {"body": "x"}),
        ("post", "reviews/{review}/addition/", {"text": "x"}),
        ("post", "reviews/{review}/note/", {}),
        ("post", "orders/{order}/reviews/", {"variant": "{variant}", "rating": 1}),
        ("post", "me/strikes/{strike}/appeal/", {"words": "x"}),
        ("get", "posts/{note}/effect/", {}),
        ("put", "posts/{note}/reactions/", {"save": True, "board": kept.key}),
    ]:
        answer = (
            call(client, verb, pond.fill(path), pond.fill(json.dumps(body)))
            if verb != "get"
            else client.get(V1 + pond.fill(path))
        )
        assert answer.status_code == 404, (verb, path)
    for path in (f"/posts/{draft.key}/edit/", f"/boards/{kept.key}/edit/", pond.fill("/me/standing/{strike}/")):
        assert client.get(path).status_code == client.post(path, {"name": "x"}).status_code == 404, path
    assert not Board.objects.filter(owner=pond.people["op"]).exists()


# ---- addresses --------------------------------------------------------------------------------------------------

API = [*posts_api, *comments_api, *reactions_api, *reviews_api, *feed_api, *effect_api, *clips_api, *moderation_api]
PLACES = [
    *addresses(urls.urlpatterns),
    *addresses(urls.merchant_urls, "/merchant/"),
    *addresses(urls.platform_urls, "/platform/"),
    *addresses(API, V1),
]
LISTS = [
    "/?tab=following",
    "/?tab=topics",
    "/?tab=groups",
    "/posts/?x",
    "/posts/?by=ada",
    "/topics/tea/?x",
    "/me/posts/?x",
    "/me/reviews/?x",
    "/me/reviews/written/?x",
    "/me/standing/?x",
    "/boards/{board}/?x",
    "/posts/{note}/comments/?x",
    "/products/{product}/reviews/?x",
    "/platform/moderation/?kind=%00",
    f"{V1}posts/?x",
    f"{V1}posts/?by=ada",
    f"{V1}posts/?group=tea",
    f"{V1}posts/{{note}}/comments/?x",
    f"{V1}feed/?tab=following",
    f"{V1}feed/?tab=discover",
    f"{V1}reports/?x",
    f"{V1}me/strikes/?x",
    f"{V1}moderation/items/?x",
]


def test_odd_names_in_addresses_lead_nowhere(client, pond):
    client.force_login(pond.people["op"])
    assert len(PLACES) > 50
    for path, ask in oddly(PLACES, client, parent=pond.names["note"]):
        with attempt():
            answer = ask(path)
            assert is_clear(answer), (path, answer.status_code)
            assert answer.status_code != 200 or "/topics/" in path, path
    for query in ("shop=%00", "by=%00", "by=a%00b", "topic=%00", "group=%00", "shop=x%00"):
        for place in ("/posts/", f"{V1}posts/", "/posts/new/"):
            assert is_clear(client.get(f"{place}?{query}")), (place, query)


@pytest.mark.parametrize("cursor", ODD_CURSORS)
def test_odd_cursors_begin_anew_or_lead_nowhere(client, pond, cursor):
    publish_note(author=pond.people["ada"], draft=Draft(body="A cup of #tea"))
    pond.names["board"] = Board.objects.get(owner=pond.people["ben"]).key
    client.force_login(pond.people["ben"])
    for place in LISTS:
        if "moderation" in place:
            client.force_login(pond.people["op"])
        answer = client.get(f"{pond.fill(place)}&cursor={cursor}")
        assert answer.status_code in {200, 404}, (place, answer.status_code)
    assert ReviewItem.objects.exists()
