"""Two notes of the demo that are listened to: a singing bowl and a kettle, made of waves and always the same."""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Iterable
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config.kernel.demo import World, times_as_given
from content.clips.models import Clip, ClipKind, ClipState
from content.clips.posters import draw_poster
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


def seed(world: World) -> list[Post]:
    posts = [_note(world, place, *sound) for place, sound in enumerate(SOUNDS)]
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
    world.tell(f"{len(posts)} notes with a sound")
    return posts


def _note(
    world: World, place: int, who: str, title: str, body: str, tones: Iterable[float], said: tuple[str, str]
) -> Post:
    dice, author = world.dice(f"sound-{place}"), world.cast[who]
    key = world.public_id(dice)
    sound = ring(tones)
    stem = f"clips/{key[:2].lower()}/{key.lower()}"
    for name, content in ((f"{stem}.wav", sound), (f"{stem}.vtt", _captions(said[1]))):
        default_storage.delete(name)
        default_storage.save(name, ContentFile(content))
    clip = Clip(key=key, owner=author, kind=ClipKind.SOUND, file=f"{stem}.wav", mime="audio/wav", size=len(sound))
    clip.duration_ms, clip.state, clip.at = SECONDS * 1_000, ClipState.AS_SENT, world.now
    clip.captions, clip.captions_language = f"{stem}.vtt", said[0]
    default_storage.delete(f"{stem}.svg")
    clip.poster = draw_poster(clip, key=world.public_id(dice))
    clip.save(force_insert=True)
    at = max(world.now - timedelta(days=3 + 4 * place, hours=2), author.joined_at + timedelta(hours=1))
    post = Post(key=world.public_id(dice, 12), author=author, kind=PostKind.SOUND, title=title, body=body)
    post.language, post.status, post.clip, post.cover = language_of(body), PostStatus.PUBLISHED, clip, clip.poster
    post.published_at = post.created_at = post.updated_at = at
    with times_as_given(Post):
        post.save(force_insert=True)
    return post


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
