"""What every step of a case needs: the locks in the right order, words and pictures that fit, goods kept for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from catalog.inventory import services as inventory
from config.kernel.locks import locked_one
from config.kernel.pictures import PrivatePicture, discard_private_pictures, store_private_picture
from orders.aftersales.errors import ReasonNeeded, TooManyPhotos, WordsTooLong
from orders.aftersales.models import Case, CasePhoto, CaseStep
from orders.checkout import deals
from orders.checkout.models import Order

MOST_WORDS = 1000
MOST_PHOTOS = 6
MOST_PHOTOS_OF_A_CASE = 24
FOLDER = "aftersales"


def locked_order(order_pk: int, trade_pk: int | None) -> Order:
    """The order, locked behind the deal it was bought by: Team → Order → Case → Stock → LedgerAccount."""
    if trade_pk is not None:
        deals.lock_deals(trade_pk=trade_pk)
    return locked_one(Order.objects.select_related("shop__merchant", "trade", "buyer"), order_pk)


def locked_case(case: Case) -> Case:
    """Order and case, locked and fresh."""
    order = locked_order(case.order_id, case.order.trade_id)
    fresh = locked_one(Case.objects.all(), case.pk)
    fresh.order = order
    return fresh


def fitting(words: str, *, needed: bool = False) -> str:
    """What somebody said, or the refusal that says what is wrong with it."""
    words = words.replace("\x00", "").strip()
    if len(words) > MOST_WORDS:
        raise WordsTooLong(field="words", most=MOST_WORDS)
    if needed and not words:
        raise ReasonNeeded(field="words")
    return words


def attach(step: CaseStep, photos: Sequence[UploadedFile[Any]]) -> None:
    """Keep pictures with a step. Call it last: files don't go when a transaction does."""
    if not photos:
        return
    known = CasePhoto.objects.filter(step__case=step.case_id).count()
    if len(photos) > MOST_PHOTOS or known + len(photos) > MOST_PHOTOS_OF_A_CASE:
        raise TooManyPhotos(field="photos", most=MOST_PHOTOS)
    stored: list[PrivatePicture] = []
    try:
        stored.extend(store_private_picture(photo, folder=FOLDER) for photo in photos)
        CasePhoto.objects.bulk_create(
            CasePhoto(step=step, file=one.file, width=one.width, height=one.height) for one in stored
        )
    except Exception:
        discard_private_pictures(stored)
        raise


def keep_replacements(case: Case) -> None:
    """Set aside what an exchange will send, under the case's number; OutOfStock when it is not there."""
    wanted: dict[int, int] = {}
    for part in case.lines.all():
        if part.replacement_id is not None:
            wanted[part.replacement_id] = wanted.get(part.replacement_id, 0) + part.quantity
    inventory.reserve(reference=case.number, wanted=wanted, expires_at=None)
    inventory.allocate(reference=case.number)


def let_replacements_go(case: Case) -> None:
    if case.is_exchange:
        inventory.release(reference=case.number)
