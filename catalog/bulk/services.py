"""Imports: judged first, then written whole or not at all, in batches and in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from catalog.bulk.checking import Checker, Fault, Group
from catalog.bulk.errors import FileTooLarge
from catalog.bulk.events import ImportRequested
from catalog.bulk.models import ImportJob, JobState
from catalog.bulk.reader import MOST_BYTES, read_rows
from catalog.bulk.writing import create_all, fits, update_all
from catalog.inventory.errors import BelowReserved
from catalog.inventory.models import Stock
from catalog.products.drafts import ProductDraft
from catalog.products.models import Variant
from config.kernel.errors import DomainError
from config.kernel.events import publish
from config.kernel.locks import locked_one

if TYPE_CHECKING:
    from accounts.identity.models import User
    from catalog.shops.models import Shop

BATCH = 250  # products at a time
MOST_FAULTS = 200
PROGRESS_KEPT = 3600


@dataclass
class Report:
    """What a run found or did."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.faults


def _nobody(_rows: int) -> None:
    """Progress that nobody watches."""


def check_file(*, shop: Shop, file: BinaryIO, tell: Callable[[int], None] = _nobody) -> Report:
    """Read the whole file and say what importing it would do. Writes nothing."""
    report = Report()
    for groups in _batches(Checker.ready().groups(read_rows(file))):
        known = _known(shop, groups)
        for group in groups:
            report.rows += group.rows
            report.faults += [*group.faults, *_clashes(group, known)][: MOST_FAULTS - len(report.faults)]
            if any(sku in known for sku in group.skus):
                report.updated += 1
            else:
                report.created += 1
        tell(report.rows)
    return report


def import_file(
    *, shop: Shop, file: BinaryIO, actor: User | None = None, tell: Callable[[int], None] = _nobody
) -> Report:
    """Check everything, then write everything in one transaction. With faults nothing is written."""
    report = check_file(shop=shop, file=file)
    if not report.is_clean:
        return report
    done = 0
    with transaction.atomic():
        for groups in _batches(Checker.ready().groups(read_rows(file))):
            known = _known(shop, groups)
            new = [group.draft for group in groups if group.draft and not any(sku in known for sku in group.skus)]
            create_all(shop=shop, drafts=new, actor=actor)
            there = ((next((known[sku] for sku in group.skus if sku in known), None), group.draft) for group in groups)
            update_all(shop=shop, pairs=[(has.product, draft) for has, draft in there if has and draft], actor=actor)
            done += sum(group.rows for group in groups)
            tell(done)
    return report


def _batches(groups: Iterable[Group]) -> Iterator[Sequence[Group]]:
    waiting = iter(groups)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _known(shop: Shop, groups: Sequence[Group]) -> dict[str, Variant]:
    """What this shop already has of the SKUs of these groups."""
    skus = [sku for group in groups for sku in group.skus]
    rows = Variant.objects.filter(shop=shop, sku__in=skus).select_related("product__shop", "stock")
    return {variant.sku: variant for variant in rows.prefetch_related("product__options")}


def _clashes(group: Group, known: dict[str, Variant]) -> list[Fault]:
    if group.draft is None:
        return []
    products = {known[sku].product_id: known[sku].product for sku in group.skus if sku in known}
    if len(products) > 1:
        return [Fault(group.line, "sku", _("These SKUs belong to different products of yours."))]
    if products and not fits(next(iter(products.values())), group.draft):
        return [Fault(group.line, "option1", _("Your product has other options. Change them in the editor first."))]
    return list(_too_few(group, group.draft, known))


def _too_few(group: Group, draft: ProductDraft, known: dict[str, Variant]) -> Iterator[Fault]:
    """Rows that would leave less in stock than buyers have been promised."""
    for line, row in zip(group.lines, draft.variants, strict=True):
        stock: Stock | None = getattr(known.get(row.sku), "stock", None)
        if stock and row.on_hand is not None and row.on_hand < stock.reserved:
            yield Fault(line, "stock", BelowReserved(reserved=stock.reserved).text)


@transaction.atomic
def start_import(*, shop: Shop, upload: UploadedFile[Any], actor: User | None) -> ImportJob:
    """Keep an uploaded file and have it checked in the background."""
    if (upload.size or 0) > MOST_BYTES:
        raise FileTooLarge
    name = (upload.name or "file")[-120:]
    upload.name = "upload"
    job = ImportJob.objects.create(shop=shop, started_by=actor, file=upload, file_name=name)
    publish(ImportRequested(job.pk))
    return job


@transaction.atomic
def confirm_import(*, job: ImportJob) -> ImportJob:
    """The merchant has seen a clean dry run: now for good."""
    job = locked_one(ImportJob.objects.all(), job.pk)
    if job.is_dry_run and job.state == JobState.DONE and not job.errors:
        job.is_dry_run, job.state = False, JobState.WAITING
        job.save(update_fields=["is_dry_run", "state", "updated_at"])
        publish(ImportRequested(job.pk))
    return job


def run_import(*, job_pk: int) -> ImportJob:
    """Do what a job asks for, in the words of who started it. Twice does it once."""
    job = ImportJob.objects.select_related("shop", "started_by").get(pk=job_pk)
    with override(job.started_by.language if job.started_by else get_language()):
        return _run(job)


def _run(job: ImportJob) -> ImportJob:
    """The job row is locked while products are written."""
    if job.state not in {JobState.WAITING, JobState.RUNNING}:
        return job
    ImportJob.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    try:
        if job.is_dry_run:
            with job.file.open("rb") as opened:
                _finish(job, check_file(shop=job.shop, file=cast("BinaryIO", opened), tell=_telling(job)))
            return job
        with transaction.atomic():
            fresh = locked_one(ImportJob.objects.all(), job.pk)
            if fresh.state != JobState.RUNNING:
                return fresh
            with job.file.open("rb") as file:
                report = import_file(
                    shop=job.shop, file=cast("BinaryIO", file), actor=job.started_by, tell=_telling(job)
                )
            _finish(job, report)
    except DomainError as refusal:
        _finish(job, Report(faults=[Fault(1, refusal.field, refusal.text)]))
    return job


def _telling(job: ImportJob) -> Callable[[int], None]:
    return lambda rows: cache.set(f"import:{job.key}", rows, PROGRESS_KEPT)


def rows_done(job: ImportJob) -> int:
    """How far a running job is: in the cache, for the transaction that imports shows nothing before its end."""
    return int(cache.get(f"import:{job.key}") or job.rows_done)


def _finish(job: ImportJob, report: Report) -> None:
    job.rows_total = report.rows or job.rows_total
    job.rows_done = report.rows
    job.created_count, job.updated_count = report.created, report.updated
    job.errors = [fault.as_dict() for fault in report.faults]
    job.state = JobState.FAILED if report.faults else JobState.DONE
    job.save()
    cache.delete(f"import:{job.key}")
