"""Copies of one's data: asked for, collected in the background, kept for seven days."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core import signing
from django.core.files import File
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.identity.models import User
from accounts.privacy.copying import write_copy
from accounts.privacy.errors import ExportRunning
from accounts.privacy.events import ExportAsked, ExportReady
from accounts.privacy.models import EXPORT_GOOD_FOR, DataExport, ExportState
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.events import publish
from config.kernel.ratelimit import spend

log = logging.getLogger(__name__)
PURPOSE = "privacy.export"
COPIES_A_DAY, DAY_S = 5, 24 * 3600
STUCK = timedelta(hours=1)
BATCH = 100


@transaction.atomic
def ask_export(*, user: User) -> DataExport:
    """Begin a copy; one at a time, five a day."""
    spend("export", str(user.pk), limit=COPIES_A_DAY, seconds=DAY_S)
    try:
        with transaction.atomic():
            export = DataExport.objects.create(user=user)
    except IntegrityError as clash:
        if "export_one_at_a_time" not in str(clash):
            raise
        raise ExportRunning from clash
    publish(ExportAsked(export_id=export.pk))
    return export


def collect(*, export_pk: int) -> None:
    """Write the copy. Begun once; what fails can be asked for again."""
    waiting = DataExport.objects.filter(pk=export_pk, state=ExportState.WAITING)
    if not waiting.update(state=ExportState.WORKING, updated_at=now()):
        return
    export = DataExport.objects.select_related("user").get(pk=export_pk)

    def tell(done: int, total: int) -> None:
        DataExport.objects.filter(pk=export_pk).update(done=done, total=total, updated_at=now())

    try:
        with write_copy(export.user, tell) as copy:
            _finish(export, copy_of=File(copy))
    except Exception:
        log.exception("the copy %s could not be written", export.key)
        DataExport.objects.filter(pk=export_pk).update(state=ExportState.FAILED, updated_at=now())


@transaction.atomic
def _finish(export: DataExport, *, copy_of: File[bytes]) -> None:
    export.refresh_from_db()
    export.file.save(f"{export.key}.zip", copy_of, save=False)
    export.state, export.ready_at = ExportState.READY, now()
    export.save(update_fields=["file", "state", "ready_at", "updated_at"])
    publish(ExportReady(export_id=export.pk, user_id=export.user_id))


def link_of(export: DataExport) -> str:
    """The path of a link that only we can make; it ends when the copy does."""
    return reverse("me:export-file", args=[signing.dumps(export.key, salt=PURPOSE)])


def export_of_link(user: User, *, token: str) -> DataExport:
    """The copy behind a good link, for its owner alone."""
    try:
        key = signing.loads(token, salt=PURPOSE, max_age=EXPORT_GOOD_FOR)
    except signing.BadSignature as bad:
        raise NotFound from bad
    fresh = DataExport.objects.filter(user=user, state=ExportState.READY, ready_at__gt=now() - EXPORT_GOOD_FOR)
    return get_or_missing(fresh, key=key)


def expire_exports() -> int:
    """Seven days are over: the files go. Copies that somebody died over are given up."""
    old = DataExport.objects.filter(state=ExportState.READY, ready_at__lte=now() - EXPORT_GOOD_FOR)
    rows = list(old.order_by("pk")[:BATCH])
    for export in rows:
        forget_file(export)
    stuck = DataExport.objects.filter(
        state__in=[ExportState.WAITING, ExportState.WORKING], updated_at__lt=now() - STUCK
    )
    return len(rows) + stuck.update(state=ExportState.FAILED, updated_at=now())


def forget_file(export: DataExport) -> None:
    if export.file:
        export.file.delete(save=False)
    DataExport.objects.filter(pk=export.pk).update(state=ExportState.GONE, file="", updated_at=now())
