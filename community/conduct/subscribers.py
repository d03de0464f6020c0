"""Profile pictures are looked at as those of notes are."""

from __future__ import annotations

from accounts.identity.faces import register_look
from accounts.identity.models import User
from community.conduct.services import screen_pictures
from community.conduct.watching import written
from config.kernel.models import UploadedPicture

PERSON = "person"


def look_at_face(user: User, picture: UploadedPicture) -> None:
    findings = screen_pictures(pictures=[picture], field="picture")
    written(kind=PERSON, pk=user.pk, author_id=user.pk, findings=findings)


register_look(look_at_face)
