"""Who is mentioned in a note is told; a note that is gone takes what was told about it with it."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from community.conduct.services import screen_pictures
from community.conduct.watching import written
from community.earnings.events import SharingRateSet
from community.notifications.kinds import Tab, register_kind
from community.notifications.services import notify, retract
from community.referral.faces import Face, register_face
from community.referral.models import ShareLink, Target
from config.kernel.events import subscribe
from content.clips.events import ClipFramed
from content.posts.disclosing import disclose
from content.posts.events import NoteDeleted, PersonMentioned
from content.posts.models import Post, PostStatus
from content.posts.selectors import note_for
from content.posts.targets import NOTE, notes
from content.posts.uploads import forget_files

register_kind(
    "mentioned",
    tab=Tab.INTERACTIONS,
    label=_("Mentions"),
    words=_("%(who)s mentioned you in a note"),
    show=notes,
    icon="at-sign",
)


def note_face(link: ShareLink) -> Face:
    """A note on a poster, as somebody reads it who is not signed in."""
    note = note_for(AnonymousUser(), key=link.ref)
    return Face(note.headline, note.author.display_name, note.cover)


register_face(Target.NOTE, note_face)


@subscribe(PersonMentioned)
def tell_of_mention(event: PersonMentioned) -> None:
    notify(
        user_id=event.user_id,
        kind="mentioned",
        object_type=NOTE,
        object_id=event.post_id,
        actor_id=event.author_id,
    )


@subscribe(ClipFramed)
def look_at_frame(event: ClipFramed) -> None:
    """A film's picture may come after its note is out: then it waits as any note does whose picture is like a refused
    one."""
    rows = Post.objects.select_related("clip__poster").filter(clip=event.clip_id, status=PostStatus.PUBLISHED)
    post = rows.first()
    if post is not None and post.clip is not None and post.clip.poster is not None:
        findings = screen_pictures(pictures=[post.clip.poster], field="clip", is_out=True)
        written(kind=NOTE, pk=post.pk, author_id=post.author_id, findings=findings)


@subscribe(NoteDeleted)
def forget_note(event: NoteDeleted) -> None:
    retract(object_type=NOTE, object_id=event.post_id)


@subscribe(NoteDeleted)
def forget_files_of_note(event: NoteDeleted) -> None:
    """What moderators took away keeps its files until nobody can appeal any more (`forget_deleted`)."""
    gone = Post.objects.select_related("clip__poster").filter(pk=event.post_id, status=PostStatus.DELETED)
    if event.is_final and (post := gone.first()) is not None:
        forget_files(post)


@subscribe(SharingRateSet)
def disclose_commission(event: SharingRateSet) -> None:
    """From now on their authors earn by it."""
    disclose(shop_pk=event.shop_id, product_pk=event.product_id)
