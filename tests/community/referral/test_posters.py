"""A link as a picture: the code leads where the link does, nothing hidden is shown, and it is drawn once."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from PIL import Image

from community.referral import posters
from community.referral.models import ShareLink
from community.referral.services import invite_link_of, link_to
from content.posts.models import Post, PostStatus
from tests.community.referral.conftest import shared
from tests.factories.accounts import UserFactory
from tests.factories.groups import make_group
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def poster(link: ShareLink) -> Image.Image:
    answer = Client().get(f"/s/{link.code}/poster.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    picture = Image.open(io.BytesIO(answer.content))
    picture.load()
    assert picture.width == 750
    return picture


def test_product_note_group_invitation_and_profile_have_one(inviter, variant):
    group, note = make_group(), make_note(inviter)
    pages = [f"/posts/{note.key}/", f"/groups/{group.slug}/", f"/u/{inviter.handle}/"]
    links = [
        shared(inviter, variant),
        invite_link_of(person=inviter),
        *(link_to(sharer=inviter, path=p) for p in pages),
    ]
    for link in links:
        poster(link)


def test_it_is_drawn_once_until_something_changes(inviter, variant, monkeypatch):
    link = shared(inviter, variant)
    drawn = []
    draw = posters._png
    monkeypatch.setattr(posters, "_png", lambda *told: drawn.append(1) or draw(*told))
    first = Client().get(f"/s/{link.code}/poster.png")
    second = Client().get(f"/s/{link.code}/poster.png")
    assert (len(drawn), first["ETag"], first.content) == (1, second["ETag"], second.content)
    variant.product.title = "换了名字的茶杯"
    variant.product.save(update_fields=["title"])
    third = Client().get(f"/s/{link.code}/poster.png")
    assert (len(drawn), third["ETag"] == first["ETag"]) == (2, False)


def test_what_guests_may_not_see_has_no_poster(inviter, variant):
    note = make_note(inviter)
    link = link_to(sharer=inviter, path=f"/posts/{note.key}/")
    private = link_to(sharer=inviter, path=f"/groups/{make_group(visibility='private').slug}/")
    Post.objects.filter(pk=note.pk).update(status=PostStatus.HIDDEN)
    assert Client().get(f"/s/{link.code}/poster.png").status_code == 404
    assert Client().get(f"/s/{private.code}/poster.png").status_code == 404
    assert Client().get("/s/NOSUCHCODE/poster.png").status_code == 404
    gone = UserFactory(is_active=False)
    assert Client().get(f"/s/{shared(gone, variant).code}/poster.png").status_code == 404


def test_without_a_chinese_font_no_word_is_a_row_of_squares(inviter, variant, monkeypatch):
    variant.product.title = "汝窑茶杯"
    variant.product.save(update_fields=["title"])
    link = shared(inviter, variant)
    monkeypatch.setattr(posters, "_font_file", lambda: None)
    posters._font.cache_clear()
    said = []
    monkeypatch.setattr(posters.ImageDraw.ImageDraw, "text", lambda _pen, _at, words, **_how: said.append(words))
    poster(link)
    posters._font.cache_clear()
    assert said == ["¥100.00", "Hetang"]


def test_the_code_on_it_is_the_link(inviter, variant, monkeypatch):
    link = shared(inviter, variant)
    asked = []
    make = posters.segno.make
    monkeypatch.setattr(posters.segno, "make", lambda to, **how: asked.append(to) or make(to, **how))
    poster(link)
    assert asked[0].endswith(f"/s/{link.code}")


def test_long_words_are_cut_where_they_may_break():
    font = posters._font(40)
    rows = posters._rows("很长的标题" * 30 + " and some English words behind it", font, 654, 2)
    assert len(rows) == 2
    assert rows[-1].endswith("…")
    assert all(font.getlength(row) <= 654 for row in rows)
    assert posters._rows("tea cups of Longquan celadon for two people who like it quiet", font, 400, 2)[0].strip()
    assert posters._rows("", font, 400, 2) == []
