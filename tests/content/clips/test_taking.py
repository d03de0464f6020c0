"""Videos and sounds: judged by their bytes, kept within limits, served in parts, gone with their note."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from config.kernel.clock import now
from config.kernel.errors import TooMany
from config.kernel.models import UploadedPicture
from content.clips.errors import ClipTooLarge, ClipTooLong, NotAClip, NotCaptions
from content.clips.models import Clip, ClipState
from content.clips.services import drop_captions, set_captions, take_clip
from content.clips.sniffing import sniff
from content.clips.tasks import forget_unused_clips
from content.posts.drafts import Draft
from content.posts.errors import ClipUnknown
from content.posts.models import Post, PostKind, PostStatus
from content.posts.services import change_note, delete_note, publish_note
from content.posts.subscribers import NoteDeleted, forget_files_of_note
from content.posts.tasks import forget_unused_pictures
from content.posts.uploads import take_picture
from tests.content.posts.test_writing import a_file
from tests.factories.accounts import UserFactory
from tests.factories.clips import MP3_FRAME, box, make_clip, mp4, ogg, upload, wav, webm
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nTea\n"


@pytest.fixture(autouse=True)
def _english(client, settings, tmp_path):
    client.cookies["django_language"] = "en"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FFMPEG = ""


def files(settings) -> list[str]:
    return sorted(str(one.relative_to(settings.MEDIA_ROOT)) for one in Path(settings.MEDIA_ROOT).rglob("*.*"))


@pytest.mark.parametrize(
    ("content", "mime", "ending", "duration"),
    [
        (mp4(), "video/mp4", "mp4", 42_000),
        (mp4(track=b"soun"), "audio/mp4", "m4a", 42_000),
        (mp4(brand=b"M4A "), "audio/mp4", "m4a", 42_000),
        (mp4(brand=b"qt  "), "video/quicktime", "mov", 42_000),
        (webm(), "video/webm", "webm", 3_500),
        (webm(codec=b"A_OPUS"), "audio/webm", "weba", 3_500),
        (ogg(), "audio/ogg", "ogg", 2_000),
        (wav(1.5), "audio/wav", "wav", 1_500),
        (MP3_FRAME * 40, "audio/mpeg", "mp3", 1_042),
        (b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + MP3_FRAME * 40, "audio/mpeg", "mp3", 1_042),
    ],
)
def test_files_are_what_their_bytes_say(content, mime, ending, duration):
    found = sniff(io.BytesIO(content))
    assert found is not None
    assert (found.mime, found.ending, found.duration_ms) == (mime, ending, duration)


def a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("clip.mp4", mp4())
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "clip.mp4"),
        (b"<!doctype html><script>alert(1)</script>", "clip.webm"),
        (a_zip(), "clip.mp4"),
        (b"#EXTM3U\nfile:///etc/passwd", "clip.mp3"),
        (mp4(), "clip.html"),
        (mp4()[:40], "clip.mp4"),
        (mp4(brand=b"heic"), "clip.mp4"),
        (mp4(track=b"text"), "clip.mp4"),
        (box(b"ftyp", b"isom") + b"\xff" * 40, "clip.mp4"),
        (box(b"ftyp", b"isom") + b"\x00\x00\x00\x01moov" + b"\xff" * 8, "clip.mp4"),
        (mp4(brand=b"qt  "), "phone.mov"),  # no browser but one plays it, and nobody here prepares it
        (MP3_FRAME, "one-frame.mp3"),
        (b"RIFF" + bytes(4) + b"WAVEfmt ", "clip.wav"),
        (b"OggS" + bytes(60), "clip.ogg"),
        (b"", "clip.mp4"),
    ],
)
def test_what_is_none_is_refused_and_leaves_nothing(settings, content, name):
    with pytest.raises(NotAClip):
        take_clip(owner=UserFactory(), upload=upload(content, name))
    assert not Clip.objects.exists()
    assert files(settings) == []


def test_size_length_and_number_have_limits(settings, monkeypatch):
    owner = UserFactory()
    with pytest.raises(ClipTooLong):
        make_clip(owner, mp4(seconds=301))
    monkeypatch.setattr("content.clips.services.MEGABYTE", 1)
    with pytest.raises(ClipTooLarge):
        make_clip(owner, wav(1), "clip.wav")
    monkeypatch.undo()
    monkeypatch.setattr("content.clips.services.CLIPS_A_DAY", 3)
    make_clip(owner)
    with pytest.raises(TooMany):
        make_clip(owner)
    assert len(files(settings)) == 2


def test_the_place_a_film_was_taken_at_is_wiped_out(settings):
    sent = mp4(udta=b"\xa9xyz+22.5431+114.0579/")
    clip = make_clip(UserFactory(), sent)
    kept = (Path(settings.MEDIA_ROOT) / clip.file).read_bytes()
    assert len(kept) == len(sent)
    assert b"114.0579" not in kept
    assert sniff(io.BytesIO(kept)) == sniff(io.BytesIO(sent))


# ---- in notes ----------------------------------------------------------------------------------------------------


def test_a_clip_makes_a_note_of_its_kind_with_a_poster(client, settings):
    author = UserFactory()
    clip = make_clip(author)
    assert (clip.state, clip.length, clip.is_video) == (ClipState.AS_SENT, "0:42", True)
    note = publish_note(author=author, draft=Draft(title="Tea", clip=clip))
    assert (note.kind, note.cover) == (PostKind.VIDEO, clip.poster)
    shown = client.get(reverse("posts:note", args=[note.key])).content.decode()
    assert f'<source src="{clip.url}" type="video/mp4">' in shown
    assert "clip-mark" in client.get(reverse("posts:list")).content.decode()
    sound = publish_note(author=author, draft=Draft(clip=make_clip(author, wav(), "rain.wav")))
    assert sound.kind == PostKind.SOUND


def test_a_clip_stands_in_one_note_of_its_owner():
    author = UserFactory()
    clip = make_clip(author)
    note = publish_note(author=author, draft=Draft(clip=clip))
    for somebody in (author, UserFactory()):
        with pytest.raises(ClipUnknown):
            publish_note(author=somebody, draft=Draft(clip=clip))
    change_note(post=note, draft=Draft(clip=clip, body="and words"))
    assert Post.objects.get().clip == clip


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_windows_want_one_clip(race):
    author = UserFactory()
    clip = make_clip(author)
    outcomes = race(lambda _window: publish_note(author=author, draft=Draft(clip=clip)), range(3))
    assert sum(isinstance(one, Post) for one in outcomes) == 1, outcomes
    assert sum(isinstance(one, ClipUnknown) for one in outcomes) == 2, outcomes


@pytest.mark.django_db(transaction=True)
def test_files_go_with_their_note_but_not_from_where_else_they_are_shown(settings):
    author = UserFactory()
    own, shared = (take_picture(owner=author, upload=a_file()) for _each in range(2))
    clip = make_clip(author)
    note = publish_note(author=author, draft=Draft(clip=clip, pictures=[own, shared]))
    other = publish_note(author=author, draft=Draft(pictures=[shared]))
    change_note(post=note, draft=Draft(clip=clip, pictures=[shared]))
    assert UploadedPicture.objects.filter(pk=own.pk).exists()  # an earlier version shows it
    note.refresh_from_db()
    delete_note(post=note)
    forget_files_of_note(NoteDeleted(post_id=note.pk, author_id=author.pk, is_final=True))
    assert files(settings) == [shared.file]
    assert list(UploadedPicture.objects.filter(file__startswith="pictures/")) == [shared]
    assert other.pictures.get().picture == shared
    forget_files_of_note(NoteDeleted(post_id=note.pk, author_id=author.pk, is_final=True))


@pytest.mark.django_db(transaction=True)
def test_what_moderators_delete_keeps_its_files_while_it_may_come_back(settings):
    author = UserFactory()
    note = publish_note(author=author, draft=Draft(clip=make_clip(author), pictures=[]))
    Post.objects.update(status=PostStatus.DELETED, updated_at=now())
    forget_files_of_note(NoteDeleted(post_id=note.pk, author_id=author.pk))
    assert forget_unused_pictures() == 0
    assert len(files(settings)) == 2
    with time_machine.travel(now() + timedelta(days=31)):
        assert forget_unused_pictures() == 1
        assert forget_unused_pictures() == 0
    assert files(settings) == []


def test_clips_never_used_go_after_days(settings):
    author = UserFactory()
    used = make_clip(author)
    publish_note(author=author, draft=Draft(clip=used))
    make_clip(author)
    assert forget_unused_clips() == 0
    with time_machine.travel(now() + timedelta(days=4)):
        assert forget_unused_clips() == 1
    assert list(Clip.objects.all()) == [used]


def test_captions_are_webvtt_and_nothing_else(client, settings):
    author = UserFactory()
    clip = make_clip(author)
    for odd in (b"<html>-->", b"1\n00:00 --> 00:01\nsrt", b"WEBVTT\n", b"WEBVTT\n\xff-->", CAPTIONS + b"x" * 204_800):
        with pytest.raises(NotCaptions):
            set_captions(clip=clip, upload=upload(odd, "c.vtt"), language="en")
    set_captions(clip=clip, upload=upload(b"\xef\xbb\xbf" + CAPTIONS, "c.vtt"), language="en")
    note = publish_note(author=author, draft=Draft(clip=clip))
    assert 'srclang="en"' in client.get(reverse("posts:note", args=[note.key])).content.decode()
    answer = client.get(clip.captions_url)
    assert (answer.headers["Content-Type"], b"".join(answer)) == ("text/vtt; charset=utf-8", CAPTIONS)
    drop_captions(clip=clip)
    assert Clip.objects.get().captions == ""


# ---- the editor and the API --------------------------------------------------------------------------------------


def test_the_editor_takes_a_clip_with_and_without_scripts(client):
    author = UserFactory()
    url = reverse("clips:send")
    assert client.post(url, {"clip_file": upload(mp4())}).status_code == 302
    client.force_login(author)
    part = client.post(url, {"clip_file": upload(mp4())})
    clip = Clip.objects.get()
    assert f'name="clip" value="{clip.key}"' in part.content.decode()
    refused = client.post(url, {"clip_file": upload(b"<html>")})
    assert refused.status_code == 422
    assert "as a video or sound" in refused.content.decode()
    assert client.post(url).status_code == 422
    new = reverse("posts:new")
    sent = {"title": "Tea", "disclosure": "none", "clip": clip.key}
    page = client.post(new, sent | {"action": "caption", "captions": upload(CAPTIONS, "c.vtt")}).content.decode()
    assert 'data-test="clip-captions"' in page
    page = client.post(new, sent | {"action": "caption", "captions": upload(b"no", "c.vtt")}).content.decode()
    assert "as captions" in page
    assert clip.key not in client.post(new, sent | {"action": "unclip"}).content.decode()
    plain = client.post(new, {"action": "upload", "clip_file": upload(wav(), "rain.wav")}).content.decode()
    assert Clip.objects.order_by("pk").last().key in plain
    client.post(new, sent | {"action": "publish"})
    assert Post.objects.get().clip == clip
    client.force_login(UserFactory())
    assert clip.key not in client.post(new, sent | {"action": "stay"}).content.decode()


def test_the_api_sends_shows_and_guards(client):
    author = UserFactory()
    assert client.post("/api/v1/clips/", {"file": upload(mp4())}).status_code == 401
    client.force_login(author)
    told = client.post("/api/v1/clips/", {"file": upload(mp4())}).json()
    assert (told["kind"], told["duration_ms"], told["state"]) == ("video", 42_000, "as_sent")
    assert client.post("/api/v1/clips/", {"file": upload(b"no")}).status_code == 422
    note = client.post("/api/v1/posts/", {"clip": told["id"]}, content_type="application/json").json()
    assert (note["kind"], note["clip"]["id"]) == ("video", told["id"])
    unknown = client.post("/api/v1/posts/", {"clip": "NOSUCH"}, content_type="application/json")
    assert unknown.json()["code"] == "note_clip_unknown"
    url = f"/api/v1/clips/{told['id']}/"
    assert client.get(url).json()["id"] == told["id"]
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404
    assert client.delete(f"{url}captions/").status_code == 404


def test_lists_of_clips_cost_what_others_do(client, django_assert_max_num_queries):
    for _each in range(3):
        author = UserFactory()
        publish_note(author=author, draft=Draft(clip=make_clip(author)))
        make_note()
    with django_assert_max_num_queries(12):
        client.get(reverse("posts:list"))
