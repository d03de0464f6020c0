"""The merchant's pages of imports and exports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from openpyxl import Workbook

from accounts.identity.access import user_of
from accounts.organisations.access import merchant
from catalog.bulk.columns import COLUMNS, EXAMPLE
from catalog.bulk.models import ImportJob, JobState
from catalog.bulk.selectors import export_rows, harmless, job_for, jobs_of
from catalog.bulk.services import confirm_import, rows_done, start_import
from catalog.desk.views import own_shop
from config.kernel.errors import DomainError, NotFound

STOP_POLLING = 286
SHOWN = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")


@merchant("catalogue")
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    shop = own_shop(request)
    wrong = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None or not (upload.name or "").lower().endswith(ENDINGS):
            wrong = _("Choose a CSV or XLSX file.")
        else:
            try:
                job = start_import(shop=shop, upload=upload, actor=user_of(request))
                return redirect("merchant:import-job", key=job.key)
            except DomainError as refusal:
                wrong = refusal.text
    context = {"jobs": jobs_of(shop)[:SHOWN], "wrong": wrong, "columns": COLUMNS}
    return render(request, "catalog/bulk/imports.html", context, status=422 if wrong else 200)


@merchant("catalogue")
@require_GET
def import_job(request: HttpRequest, key: str) -> HttpResponse:
    job = job_for(own_shop(request), key=key)
    return render(request, "catalog/bulk/job.html", _job_context(job))


@merchant("catalogue")
@require_GET
def import_progress(request: HttpRequest, key: str) -> HttpResponse:
    """The fragment that asks again every second until the job has ended."""
    job = job_for(own_shop(request), key=key)
    running = job.state in {JobState.WAITING, JobState.RUNNING}
    status = 200 if running else STOP_POLLING
    return render(request, "catalog/bulk/progress.html", _job_context(job), status=status)


def _job_context(job: ImportJob) -> dict[str, object]:
    return {"job": job, "running": job.state in {JobState.WAITING, JobState.RUNNING}, "done": rows_done(job)}


@merchant("catalogue")
@require_POST
def import_confirm(request: HttpRequest, key: str) -> HttpResponse:
    job = confirm_import(job=job_for(own_shop(request), key=key))
    return redirect("merchant:import-job", key=job.key)


@merchant("catalogue")
@require_GET
def import_errors(request: HttpRequest, key: str) -> HttpResponseBase:
    """The faults as a file, to mend the other one by."""
    job = job_for(own_shop(request), key=key)
    rows = [("row", "column", "message")]
    rows += [(str(one["row"]), str(one["column"]), harmless(str(one["message"]))) for one in job.errors]
    return _as_csv(rows, "import-errors.csv")


@merchant("catalogue")
@require_GET
def import_template(request: HttpRequest, kind: str) -> HttpResponseBase:
    return _as_file([COLUMNS, *EXAMPLE], kind, "hetang-products")


@merchant("catalogue")
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    shop = own_shop(request)
    return _as_file(export_rows(shop), kind, f"{shop.slug}-products")


def _as_file(rows: Iterable[tuple[str, ...]], kind: str, name: str) -> HttpResponseBase:
    if kind == "csv":
        return _as_csv(rows, f"{name}.csv")
    if kind != "xlsx":
        raise NotFound
    book = Workbook(write_only=True)
    sheet = book.create_sheet("products")
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return FileResponse(buffer, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _as_csv(rows: Iterable[tuple[str, ...]], name: str) -> StreamingHttpResponse:
    """UTF-8 with a mark, so that Excel reads Chinese; streamed."""

    def lines() -> Iterator[bytes]:
        yield b"\xef\xbb\xbf"
        for row in rows:
            buffer = io.StringIO()
            csv.writer(buffer).writerow(row)
            yield buffer.getvalue().encode()

    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines(), content_type=CSV, headers=headers)
