"""Writing notes: drafts, scheduling, changing what is out, pictures and products in the editor."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.organisations.models import Role
from catalog.products.models import ListingStatus, Product
from config.kernel.clock import now
from config.kernel.errors import TooMany
from config.kernel.models import OutboxEvent, UploadedPicture
from content.posts import services
from content.posts.drafts import Draft, Tag
from content.posts.errors import ChangedMeanwhile, NothingSaid, OddTime, OutAlready
from content.posts.models import NoteUpload, Post, PostStatus, PostVersion
from content.posts.services import change_note, come_out, delete_note, publish_note, save_draft, schedule_note
from content.posts.tasks import forget_unused_pictures, publish_due
from content.posts.uploads import take_picture
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user, make_product, make_shop
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client, settings, tmp_path):
    client.cookies["django_language"] = "en"
    settings.MEDIA_ROOT = tmp_path / "media"


def a_file(name: str = "cup.png", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def fields(**changes: object) -> dict[str, object]:
    return {"title": "周末的茶", "body": "水开了", "place": "", "disclosure": "none", "action": "publish"} | changes


# ---- services ---------------------------------------------------------------------------------------------------


def test_a_draft_becomes_a_note(client):
    author = UserFactory()
    draft = save_draft(author=author, draft=Draft(body="half a thou #tea"))
    assert client.get(reverse("posts:note", args=[draft.key])).status_code == 404
    assert not OutboxEvent.objects.exists()
    out = publish_note(author=author, draft=Draft(body="a whole thought #tea"), post=draft)
    assert (out.pk, out.status, out.version) == (draft.pk, PostStatus.PUBLISHED, 2)
    assert [link.topic.slug for link in out.topic_links.all()] == ["tea"]
    assert PostVersion.objects.get().body == "a whole thought #tea"
    with pytest.raises(OutAlready):
        save_draft(author=author, draft=Draft(body="back"), post=out)
    with pytest.raises(OutAlready):
        publish_note(author=author, draft=Draft(body="again"), post=out)


def test_an_empty_draft_is_kept_but_does_not_come_out():
    author = UserFactory()
    draft = save_draft(author=author, draft=Draft())
    with pytest.raises(NothingSaid):
        publish_note(author=author, draft=Draft(), post=draft)
    draft.refresh_from_db()
    assert draft.status == PostStatus.DRAFT


def test_a_scheduled_note_comes_out_once_at_its_time():
    author = UserFactory()
    at = now() + timedelta(hours=2)
    post = schedule_note(author=author, draft=Draft(body="later #tea"), publish_at=at)
    assert publish_due() == 0
    with time_machine.travel(at + timedelta(seconds=1)):
        assert publish_due() == 1
        assert publish_due() == 0
        assert come_out(post=post) is False
    post.refresh_from_db()
    assert (post.status, post.published_at) == (PostStatus.PUBLISHED, at)
    assert OutboxEvent.objects.filter(name="content.note_published").count() == 1


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(days=-1), timedelta(days=91)])
def test_odd_times_are_refused(wait):
    with pytest.raises(OddTime):
        schedule_note(author=UserFactory(), draft=Draft(body="x"), publish_at=now() + wait)
    assert not Post.objects.exists()


def test_a_change_keeps_what_was_said_before():
    cup = make_product()
    note = make_note(products=[cup], body="first #tea")
    Product.objects.filter(pk=cup.pk).update(status=ListingStatus.UNLISTED)
    cup.refresh_from_db()
    change_note(post=note, draft=Draft(title="new", body="second #cup", tags=[Tag(cup)]))
    note.refresh_from_db()
    assert (note.body, note.kind, note.cover, note.version) == ("second #cup", "text", None, 2)
    assert note.edited_at is not None
    assert [link.topic.slug for link in note.topic_links.all()] == ["cup"]
    versions = list(note.versions.order_by("number"))
    assert [one.body for one in versions] == ["first #tea", "second #cup"]
    assert [len(one.pictures) for one in versions] == [1, 0]
    assert UploadedPicture.objects.filter(pk=versions[0].pictures[0]).exists()


def test_two_windows_do_not_overwrite_each_other():
    note = make_note()
    other = Post.objects.get(pk=note.pk)
    change_note(post=note, draft=Draft(body="one"))
    with pytest.raises(ChangedMeanwhile):
        change_note(post=other, draft=Draft(body="two"))
    assert Post.objects.get().body == "one"
    assert PostVersion.objects.count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_changes_at_once_one_wins(race):
    note = make_note()
    outcomes = race(
        lambda n: change_note(post=Post.objects.get(pk=note.pk, version=1), draft=Draft(body=f"change {n}")), range(5)
    )
    won = [one for one in outcomes if isinstance(one, Post)]
    assert len(won) == 1, outcomes
    assert Post.objects.get().body == won[0].body
    assert PostVersion.objects.count() == 2


def test_deleting_is_final_and_told_once(client):
    note = make_note()
    for _twice in range(2):
        delete_note(post=note)
    assert OutboxEvent.objects.filter(name="content.note_deleted").count() == 1
    client.force_login(note.author)
    for name in ("note", "edit", "versions"):
        assert client.get(reverse(f"posts:{name}", args=[note.key])).status_code == 404


def test_pictures_nobody_used_are_removed_after_days():
    author = UserFactory()
    used, unused = (take_picture(owner=author, upload=a_file()) for _two in range(2))
    note = publish_note(author=author, draft=Draft(pictures=[used]))
    change_note(post=note, draft=Draft(body="without"))
    with time_machine.travel(now() + timedelta(days=4)):
        assert forget_unused_pictures() == 1
    assert set(UploadedPicture.objects.values_list("pk", flat=True)) == {used.pk}
    assert not UploadedPicture.objects.filter(pk=unused.pk).exists()


# ---- the editor -------------------------------------------------------------------------------------------------


def test_writing_with_pictures_products_and_a_tag(client):
    author, cup = UserFactory(), make_product(title="天青茶杯")
    new = reverse("posts:new")
    assert client.get(new).status_code == 302
    client.force_login(author)
    assert 'id="editor"' in client.get(new).content.decode()
    sent = client.post(new, fields(action="upload", uploads=[a_file(), a_file("b.png")]))
    assert sent.status_code == 200
    assert not Post.objects.exists()
    pks = list(NoteUpload.objects.order_by("at").values_list("picture_id", flat=True))
    assert all(f'name="picture" value="{pk}"' in sent.content.decode() for pk in pks)
    moved = client.post(new, fields(action=f"left:{pks[1]}", picture=pks)).content.decode()
    assert moved.index(pks[1]) < moved.index(f'value="{pks[0]}"')
    found = client.post(new, fields(action="find", q="天青", picture=pks)).content.decode()
    assert f'value="add:{cup.slug}"' in found
    added = client.post(new, fields(action=f"add:{cup.slug}", picture=pks)).content.decode()
    assert f'name="x-{cup.slug}"' in added
    place = {"product": [cup.slug], f"on-{cup.slug}": pks[0], f"x-{cup.slug}": "30", f"y-{cup.slug}": "60"}
    answer = client.post(new, fields(picture=[pks[1], pks[0]], **place))
    note = Post.objects.get()
    assert answer.headers["Location"] == reverse("posts:note", args=[note.key])
    assert [one.picture_id for one in note.pictures.all()] == [pks[1], pks[0]]
    [tag] = note.products.all()
    assert (tag.product, tag.on_picture, tag.x, tag.y) == (cup, 1, 30, 60)
    assert "Edit" in client.get(answer.headers["Location"]).content.decode()


def test_nobody_uses_pictures_of_others(client):
    strange = take_picture(owner=UserFactory(), upload=a_file())
    of_note = make_note().cover
    client.force_login(UserFactory())
    client.post(reverse("posts:new"), fields(picture=[strange.pk, of_note.pk, "NOSUCH", "\x00"]))
    assert not Post.objects.get(body="水开了", kind="text").pictures.exists()
    draft = {"body": "x", "pictures": [strange.pk]}
    assert client.post("/api/v1/posts/", draft, content_type="application/json").status_code == 422


def test_nobody_edits_notes_of_others(client):
    note = make_note()
    client.force_login(UserFactory())
    for name in ("edit", "versions"):
        assert client.get(reverse(f"posts:{name}", args=[note.key])).status_code == 404
    assert client.post(reverse("posts:edit", args=[note.key]), fields(action="save")).status_code == 404
    assert client.post(reverse("posts:delete", args=[note.key])).status_code == 404
    url = f"/api/v1/posts/{note.key}/"
    assert client.put(url, {"body": "x"}, content_type="application/json").status_code == 404
    assert client.delete(url).status_code == 404
    note.refresh_from_db()
    assert (note.status, note.version) == (PostStatus.PUBLISHED, 1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "", "body": ""}, "Write something, or add a picture."),
        ({"title": "长" * 41}, "id_title_error"),
        ({"body": "长" * 1001}, "id_body_error"),
        ({"disclosure": "nonsense"}, "id_disclosure_error"),
        ({"action": "schedule"}, "Choose a time within the next 90 days."),
        ({"action": "schedule", "publish_at": "2020-01-01T10:00"}, "Choose a time within the next 90 days."),
        ({"uploads": "a web page"}, "We can&#x27;t read that file as a picture"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client, wrong, sentence):
    client.force_login(UserFactory())
    if "uploads" in wrong:
        wrong = {"uploads": SimpleUploadedFile("x.png", b"<html><script>alert(1)</script>", "image/png")}
    answer = client.post(reverse("posts:new"), fields(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Post.objects.exists()


def test_what_comes_out_later_counts_like_what_comes_out_now(monkeypatch):
    monkeypatch.setattr(services, "NOTES_A_DAY", 2)
    author, tomorrow = UserFactory(), now() + timedelta(days=1)
    first = schedule_note(author=author, draft=Draft(body="一"), publish_at=tomorrow)
    schedule_note(author=author, draft=Draft(body="一，改过"), publish_at=tomorrow, post=first)
    schedule_note(author=author, draft=Draft(body="二"), publish_at=tomorrow)
    with pytest.raises(TooMany):
        schedule_note(author=author, draft=Draft(body="三"), publish_at=tomorrow)
    with pytest.raises(TooMany):
        publish_note(author=author, draft=Draft(body="三"))
    assert Post.objects.count() == 2


def test_changing_a_note_all_day_long_ends_somewhere(monkeypatch):
    monkeypatch.setattr(services, "DRAFTS_A_DAY", 2)
    note = publish_note(author=UserFactory(), draft=Draft(body="水开了"))
    for turn in range(2):
        note = change_note(post=note, draft=Draft(body=f"水开了 {turn}"))
    with pytest.raises(TooMany):
        change_note(post=note, draft=Draft(body="还没开"))
    assert PostVersion.objects.filter(post=note).count() == 3


def test_drafts_and_scheduled_ones_stand_in_ones_own_list(client, django_assert_max_num_queries):
    author = UserFactory()
    client.force_login(author)
    new, mine = reverse("posts:new"), reverse("posts:mine")
    assert "Nothing here yet" in client.get(mine).content.decode()
    kept = client.post(new, fields(action="draft", title="half"))
    draft = Post.objects.get()
    assert kept.headers["Location"] == reverse("posts:edit", args=[draft.key])
    at = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(new, fields(action="schedule", title="later", publish_at=at)).status_code == 302
    for _each in range(9):
        make_note(author)
    make_note(title="of somebody else")
    for state, count in (("published", 9), ("drafts", 1), ("scheduled", 1)):
        with django_assert_max_num_queries(8):
            shown = client.get(f"{mine}?state={state}").content.decode()
        assert shown.count('data-test="own-note"') == count
        assert "of somebody else" not in shown
    out = client.post(reverse("posts:edit", args=[draft.key]), fields(title="whole", version="1"))
    assert out.headers["Location"] == reverse("posts:note", args=[draft.key])


def test_editing_in_an_old_window_is_refused_and_versions_are_shown(client):
    note = make_note(body="first")
    client.force_login(note.author)
    edit = reverse("posts:edit", args=[note.key])
    saved = client.post(edit, fields(action="save", body="second", version="1"))
    assert saved.headers["Location"] == reverse("posts:note", args=[note.key])
    assert "edited" in client.get(saved.headers["Location"]).content.decode()
    late = client.post(edit, fields(action="save", body="third", version="1"))
    assert late.status_code == 422
    assert "changed in another window" in late.content.decode()
    shown = client.get(reverse("posts:versions", args=[note.key])).content.decode()
    assert shown.index("second") < shown.index("first")
    assert "third" not in shown
    gone = client.post(reverse("posts:delete", args=[note.key]))
    assert gone.headers["Location"] == f"{reverse('posts:mine')}?state=published"
    assert client.get(reverse("posts:note", args=[note.key])).status_code == 404


def test_a_shop_stands_under_notes_of_those_who_may_speak_for_it(client):
    shop = make_shop(name="半亩茶园")
    client.force_login(make_merchant_user(shop))
    client.post(reverse("posts:new"), fields(as_shop="on"))
    assert Post.objects.get().shop == shop
    client.force_login(make_merchant_user(shop, role=Role.STAFF, permissions=["orders"]))
    client.post(reverse("posts:new"), fields(as_shop="on", body="packed a parcel"))
    assert Post.objects.get(body="packed a parcel").shop is None


# ---- API --------------------------------------------------------------------------------------------------------


def test_the_api_writes_changes_and_deletes(client):
    author, cup = UserFactory(), make_product()
    url = "/api/v1/posts/"
    assert client.post(url, {"body": "x"}, content_type="application/json").status_code == 401
    client.force_login(author)
    sent = client.post(f"{url}pictures/", {"file": a_file()}).json()
    assert sent["width"] == 40
    bad = SimpleUploadedFile("x.png", b"nope", "image/png")
    assert client.post(f"{url}pictures/", {"file": bad}).status_code == 422
    wish = {
        "body": "好 #茶",
        "pictures": [sent["id"]],
        "products": [{"product": cup.slug, "on_picture": 0, "x": 1, "y": 2}],
    }
    made = client.post(url, wish, content_type="application/json")
    assert made.status_code == 201
    note = made.json()
    assert (note["status"], note["products"][0]["x"], note["version"]) == ("published", 1, 1)
    changed = client.put(f"{url}{note['id']}/", wish | {"body": "更好"}, content_type="application/json").json()
    assert (changed["body"], changed["version"]) == ("更好", 2)
    assert client.get(f"{url}?by=%00").json()["results"] == []
    for wrong in ({}, {"body": "长" * 1001}, {"body": "x", "products": [{"product": "nosuch"}]}):
        assert client.post(url, wrong, content_type="application/json").status_code == 422
    kept = client.post(url, {"body": "half", "is_draft": True}, content_type="application/json").json()
    assert kept["status"] == "draft"
    assert client.delete(f"{url}{note['id']}/").status_code == 204
    assert client.get(f"{url}{note['id']}/").status_code == 404
