"""Notes of the demo that are listened to, made of waves, and watched, drawn frame by frame; always the same."""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config.kernel.demo import World, times_as_given
from config.kernel.models import UploadedPicture
from content.clips.models import Clip, ClipKind, ClipState
from content.clips.posters import draw_poster
from content.demo import films
from content.posts.models import Post, PostKind, PostStat, PostStatus, PostVersion
from content.posts.services import link_topics
from content.posts.words import language_of

RATE, SECONDS = 8_000, 4
# who, title, text, its tones in hertz, what is written under it
SOUNDS = (
    (
        "shopper",
        "睡前敲一下钵",
        "把手机扣过去，听它慢慢散掉，再关灯。四秒钟，够一次深呼吸。 #睡前",
        (196, 392.6, 588.5),
        ("zh-hans", "钵声，慢慢散去"),
    ),
    (
        "shopper2",
        "Two notes before the tea",
        "My kettle hums a fifth just before it boils. I wait for it every morning. #teatime",
        (220, 330),
        ("en", "A kettle hums, and fades"),
    ),
)


# who, title, text, colours of what is seen
FILMS = (
    (
        "shopper2",
        "水开以后，先看半分钟热气",
        "不说话，也不拍别的。六秒钟，循环着看，看到它慢下来为止。 #早餐",
        {"wall": "#5d7a70", "table": "#b98f63", "shade": "#94724f", "cup": "#f6f2ea"},
    ),
    (
        "shopper",
        "Six seconds of steam",
        "No music, no words. I filmed the first cup of the day and left everything else out. #teatime",
        {"wall": "#6b6f8c", "table": "#c9b79a", "shade": "#a1927b", "cup": "#fbf7f0"},
    ),
)


@dataclass(frozen=True)
class Recording:
    """A clip to be stored: what it is, and what is written under it."""

    kind: ClipKind
    mime: str
    content: bytes
    milliseconds: int
    poster: bytes = b""
    captions: str = ""
    language: str = ""

    @property
    def ending(self) -> str:
        return self.mime.rpartition("/")[2]


def seed(world: World) -> list[Post]:
    posts = []
    for place, (who, title, body, tones, said) in enumerate(SOUNDS):
        sound = Recording(ClipKind.SOUND, "audio/wav", ring(tones), SECONDS * 1_000, b"", said[1], said[0])
        posts.append(_note(world, f"sound-{place}", 3 + 4 * place, world.cast[who], (title, body), sound))
    for place, (who, title, body, colours) in enumerate(FILMS):
        frames = films.steam(**colours)
        seen = films.film(films.inside(frames))
        shown = Recording(ClipKind.VIDEO, "video/webm", seen, films.SECONDS * 1_000, frames[len(frames) // 3])
        posts.append(_note(world, f"film-{place}", 2 + 5 * place, world.cast[who], (title, body), shown))
    link_topics(posts)
    PostVersion.objects.bulk_create(
        PostVersion(
            post=one,
            number=1,
            title=one.title,
            body=one.body,
            disclosure=one.disclosure,
            at=one.published_at or world.now,
        )
        for one in posts
    )
    PostStat.objects.bulk_create((PostStat(post=one) for one in posts), ignore_conflicts=True)
    world.tell(f"{len(posts)} notes with a sound or a film")
    return posts


def _note(world: World, name: str, days: int, author: Any, words: tuple[str, str], recording: Recording) -> Post:
    dice = world.dice(name)
    clip = _kept(world, dice, author, recording)
    at = max(world.now - timedelta(days=days, hours=2), author.joined_at + timedelta(hours=1))
    post = Post(key=world.public_id(dice, 12), author=author, title=words[0], body=words[1])
    post.kind = PostKind.VIDEO if clip.is_video else PostKind.SOUND
    post.language, post.status, post.clip, post.cover = language_of(post.body), PostStatus.PUBLISHED, clip, clip.poster
    post.published_at = post.created_at = post.updated_at = at
    with times_as_given(Post):
        post.save(force_insert=True)
    return post


def _kept(world: World, dice: Random, author: Any, recording: Recording) -> Clip:
    """Its files, always by the same names, and its row."""
    key = world.public_id(dice)
    stem = f"clips/{key[:2].lower()}/{key.lower()}"
    clip = Clip(key=key, owner=author, kind=recording.kind, file=f"{stem}.{recording.ending}", mime=recording.mime)
    clip.size, clip.duration_ms, clip.at = len(recording.content), recording.milliseconds, world.now
    clip.state = ClipState.AS_SENT
    _store(clip.file, recording.content)
    if recording.captions:
        clip.captions, clip.captions_language = f"{stem}.vtt", recording.language
        _store(clip.captions, _captions(recording.captions))
    if recording.poster:
        clip.width, clip.height = films.WIDTH, films.HEIGHT
        _store(f"{stem}.webp", recording.poster)
        clip.poster = UploadedPicture.objects.create(
            id=world.public_id(dice),
            file=f"{stem}.webp",
            width=films.WIDTH,
            height=films.HEIGHT,
            colour="#6b7f78",
            widths=[],
        )
    else:
        default_storage.delete(f"{stem}.svg")
        clip.poster = draw_poster(clip, key=world.public_id(dice))
    clip.save(force_insert=True)
    return clip


def _store(name: str, content: bytes) -> None:
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def ring(tones: Iterable[float]) -> bytes:
    """A few tones that fade, as a WAV."""
    waves = [(2 * math.pi * tone / RATE, 1.1 + 0.5 * place) for place, tone in enumerate(tones)]
    samples = bytearray()
    for moment in range(RATE * SECONDS):
        loud = sum(math.sin(step * moment) * math.exp(-fade * moment / RATE) for step, fade in waves)
        samples.append(round(128 + 110 * loud / len(waves)))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(bytes(samples))
    return buffer.getvalue()


def _captions(words: str) -> bytes:
    return f"WEBVTT\n\n00:00.000 --> 00:0{SECONDS}.000\n{words}\n".encode()
