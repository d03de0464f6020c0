"""What notes refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class NothingSaid(Invalid):
    code = "note_empty"
    message = _("Write something, or add a picture.")


class TooLong(Invalid):
    code = "note_too_long"
    message = _("That is too long. At most %(most)s characters fit.")


class TooManyPictures(Invalid):
    code = "note_too_many_pictures"
    message = _("A note holds at most %(most)s pictures.")


class TooManyProducts(Invalid):
    code = "note_too_many_products"
    message = _("A note shows at most %(most)s products.")


class ProductGone(Invalid):
    """Only what can be bought may be put into a note."""

    code = "note_product_gone"
    message = _("This product isn't on sale any more.")


class TagBesideThePicture(Invalid):
    """A tag sits on a picture of the note, within its edges."""

    code = "note_tag_misplaced"
    message = _("Place the tag on one of the pictures.")


class OddTime(Invalid):
    code = "note_time_odd"
    message = _("Choose a time within the next %(days)s days.")


class ChangedMeanwhile(DomainError):
    """Somebody (perhaps oneself, in another window) was quicker."""

    code = "note_changed_meanwhile"
    message = _("This note was changed in another window. Look at it again before you change it.")


class OutAlready(DomainError):
    code = "note_out_already"
    message = _("This note is out already.")


class PictureUnknown(Invalid):
    code = "note_picture_unknown"
    message = _("Send the picture again, please.")


class ClipUnknown(Invalid):
    code = "note_clip_unknown"
    message = _("Send the video or sound again, please.")
