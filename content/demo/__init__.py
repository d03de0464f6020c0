"""The demo's front page, and what its people write."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from community.earnings.models import SharingRate
from config.kernel.demo import World
from config.kernel.illustrations import RATIOS, ground, picture
from config.kernel.models import UploadedPicture
from content.demo.clips import seed as record
from content.demo.feeds import seed as fill_feeds
from content.demo.gathered import figure, gather
from content.demo.moderation import seed as moderate
from content.demo.notes import seed as write_notes
from content.demo.readers import seed as let_them_read
from content.demo.reviews import seed as write_reviews
from content.demo.talk import seed as let_them_talk
from content.demo.telling import tell
from content.pages.models import LeadStory
from content.posts.disclosing import disclose

# scene, tone, shift, place of the shop in the world, title in both languages
STORIES = [
    ("quiet", "mist", 0.17, 2, "睡前一小时，把手机放远一点", "An hour before bed, phone out of reach"),
    ("breakfast", "sky", 0.17, 1, "七分钟早餐，也可以好好吃", "Seven minutes for a proper breakfast"),
    (
        "teatime",
        "leaf",
        0.17,
        0,
        "周末下午三点，把茶桌搬到窗边",
        "Tea by the window, Saturday at three",
    ),
]


def seed(world: World) -> None:
    """A lead story a week; the newest one is on the front page."""
    for week, (scene, tone, shift, shop, zh, en) in enumerate(reversed(STORIES)):
        LeadStory.objects.create(
            title_zh=zh,
            title_en=en,
            picture=_drawn(world, scene, tone, shift),
            shop=world.shops[shop % len(world.shops)],
            shown_from=world.now - timedelta(weeks=week, hours=1),
        )
    world.tell(f"{len(STORIES)} lead stories")
    notes = [*write_notes(world), *record(world)]
    for shop_pk, product_pk in SharingRate.objects.values_list("shop", "product"):
        disclose(shop_pk=shop_pk, product_pk=product_pk)
    gather(world)
    let_them_talk(world, notes)
    write_reviews(world)
    moderate(world, notes)
    let_them_read(world, notes)
    fill_feeds(world, notes)
    figure(world)
    tell(world)


def _drawn(world: World, scene: str, tone: str, shift: float) -> UploadedPicture:
    file = f"demo/stories/{scene}-{tone}.svg"
    path = Path(settings.MEDIA_ROOT) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(picture(scene, tone=tone, ratio="16:9", seed=3, shift=shift), "utf-8")
    width, height = RATIOS["16:9"]
    key = world.public_id(world.dice(f"story-{scene}"))
    return UploadedPicture.objects.create(id=key, file=file, width=width, height=height, colour=ground(tone))
