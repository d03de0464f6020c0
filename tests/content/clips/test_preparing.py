"""Clips are prepared for every browser where the programs for it are; here stand-ins that write what they would."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from config.kernel.clock import now
from config.kernel.models import UploadedPicture
from content.clips.models import Clip, ClipState
from content.clips.preparing import prepare
from content.clips.selectors import MOST_TRIES, clips_to_prepare
from content.clips.services import discard_clip
from content.clips.sniffing import sniff
from content.clips.tasks import prepare_clips
from content.posts.drafts import Draft
from content.posts.services import publish_note
from tests.factories.accounts import UserFactory
from tests.factories.clips import make_clip, mp4, wav

pytestmark = pytest.mark.django_db

FFMPEG = """#!{python}
import sys
from pathlib import Path
to = Path(sys.argv[-1])
Path(__file__).with_name("calls").open("a").write(" ".join(sys.argv[1:]) + chr(10))
if to.suffix == ".png":
    from PIL import Image
    Image.new("RGB", (64, 48), "teal").save(to)
else:
    to.write_bytes(b"prepared")
"""
FFPROBE = """#!{python}
print('{{"streams": [{{"width": 64, "height": 48}}, {{}}], "format": {{"duration": "3.25"}}}}')
"""


@pytest.fixture
def programs(settings, tmp_path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in (("ffmpeg", FFMPEG), ("ffprobe", FFPROBE)):
        (folder / name).write_text(text.format(python=sys.executable))
        (folder / name).chmod(0o755)
    settings.FFMPEG = str(folder / "ffmpeg")
    settings.MEDIA_ROOT = tmp_path / "media"
    return folder


def test_a_film_gets_one_form_a_frame_and_forgets_its_origin(programs, settings):
    author = UserFactory()
    clip = make_clip(author, mp4(brand=b"qt  "), "phone.mov")
    note = publish_note(author=author, draft=Draft(clip=clip))
    assert (clip.state, clip.is_playable) == (ClipState.WAITING, False)
    assert prepare_clips() == 1
    sent, poster, clip = clip.file, clip.poster, Clip.objects.get()
    assert (clip.state, clip.mime, clip.is_playable) == (ClipState.DONE, "video/mp4", True)
    assert (clip.duration_ms, clip.width, clip.height) == (3_250, 64, 48)
    there = [str(one.relative_to(settings.MEDIA_ROOT)) for one in Path(settings.MEDIA_ROOT).rglob("*.*")]
    assert sent not in there
    assert poster.file not in there
    assert (clip.poster.pk, clip.poster.file in there, clip.file in there) == (poster.pk, True, True)
    assert UploadedPicture.objects.count() == 1
    note.refresh_from_db()
    assert note.cover == clip.poster
    assert "-map_metadata -1" in (programs / "calls").read_text()
    assert prepare_clips() == 0


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg here: apt-get install ffmpeg")
def test_the_programs_themselves_make_a_film_of_odd_width(settings, tmp_path):
    settings.FFMPEG, settings.MEDIA_ROOT = shutil.which("ffmpeg"), tmp_path / "media"
    sent = tmp_path / "phone.mov"
    film = ["-f", "lavfi", "-i", "testsrc=duration=1:size=161x121:rate=5", "-metadata", "location=+22.5+114.0/"]
    subprocess.run([settings.FFMPEG, "-v", "error", *film, str(sent)], check=True)
    clip = make_clip(UserFactory(), sent.read_bytes(), "phone.mov")
    assert prepare(clip)
    clip = Clip.objects.get()
    made = (Path(settings.MEDIA_ROOT) / clip.file).read_bytes()
    found = sniff(io.BytesIO(made))
    assert found is not None
    assert (found.mime, clip.width, clip.duration_ms) == ("video/mp4", 160, 1_000)
    assert b"114.0" not in made
    assert clip.poster.file.endswith(".webp")
    sound = make_clip(UserFactory(), wav(1), "rain.wav")
    assert prepare(sound)
    assert Clip.objects.get(pk=sound.pk).mime == "audio/mp4"


def test_a_sound_keeps_its_drawing(programs):
    clip = make_clip(UserFactory(), wav(), "rain.wav")
    assert prepare(clip)
    clip = Clip.objects.get()
    assert (clip.mime, clip.poster.file.endswith(".svg")) == ("audio/mp4", True)


def test_what_fails_is_tried_again_and_then_stays_as_sent(programs):
    clip = make_clip(UserFactory())
    (programs / "ffmpeg").write_text("#!/bin/sh\nexit 1\n")
    for number in range(1, MOST_TRIES + 1):
        assert not prepare(clip)
        clip = Clip.objects.get()
        assert clip.tries == number
    assert (clip.state, clip.mime) == (ClipState.AS_SENT, "video/mp4")
    assert clips_to_prepare() == []
    assert Path(clip.file).suffix == ".mp4"


def test_a_clip_whose_worker_died_is_taken_up_by_another(programs):
    clip = make_clip(UserFactory())
    Clip.objects.update(state=ClipState.WORKING, claimed_at=now())
    assert not prepare(clip)
    Clip.objects.update(claimed_at=now() - timedelta(minutes=21))
    assert prepare(clip)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_prepare_a_clip_once(programs, race):
    make_clip(UserFactory())
    clips = [Clip.objects.select_related("poster").get() for _worker in range(3)]
    assert sorted(race(prepare, clips)) == [False, False, True]
    assert (programs / "calls").read_text().count("libx264") == 1


def test_a_clip_that_went_meanwhile_leaves_no_file(programs, settings, django_capture_on_commit_callbacks, monkeypatch):
    clip = make_clip(UserFactory())
    from content.clips import ffmpeg

    look = ffmpeg.look_at

    def taken_away(path: Path) -> ffmpeg.Seen:
        with django_capture_on_commit_callbacks(execute=True):
            discard_clip(Clip.objects.get())
        return look(path)

    monkeypatch.setattr(ffmpeg, "look_at", taken_away)
    assert not prepare(clip)
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.mp4"))
