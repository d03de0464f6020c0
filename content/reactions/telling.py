"""Authors learn of likes in batches: nobody who likes waits for it."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction

from community.notifications.services import Happening, notify_of_many
from config.kernel.events import publish
from content.posts.models import Post
from content.posts.targets import NOTE
from content.reactions.events import NotesLiked
from content.reactions.models import PostLike

BATCH = 1_000


@transaction.atomic
def tell_of_likes() -> int:
    """Tell the authors of likes nobody told yet; returns how many likes those were. Two workers share the work."""
    waiting = PostLike.objects.filter(is_told=False).order_by("pk").select_for_update(skip_locked=True)
    rows = list(waiting.values_list("pk", "post_id", "user_id", "at")[:BATCH])
    by_post: dict[int, list[Happening]] = defaultdict(list)
    for _pk, post, person, _at in rows:
        by_post[post].append(Happening(person))
    authors = dict(Post.objects.filter(pk__in=by_post).values_list("pk", "author_id"))
    for post in sorted(by_post, key=lambda pk: (authors[pk], pk)):
        notify_of_many(
            user_id=authors[post], kind="note_liked", object_type=NOTE, object_id=post, happenings=by_post[post]
        )
    PostLike.objects.filter(pk__in=[pk for pk, _post, _person, _at in rows]).update(is_told=True)
    if rows:
        publish(NotesLiked(likes=[(pk, post, person, at.isoformat()) for pk, post, person, at in rows]))
    return len(rows)
