"""A carrier that exists only here, for trying things out. It plays another machine: its books are its own
(SimulatedTrack), and it tells us what its scanners saw by signed messages to our webhook address, which it can also
send late, twice, in the wrong order, contradicting itself, or not at all."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime

from config.kernel.clock import now
from config.kernel.ids import public_id
from orders.fulfilment.models import ParcelStatus as S
from orders.fulfilment.states import REFUSED
from orders.tracking.errors import BadPush
from orders.tracking.models import SimulatedTrack
from orders.tracking.trackers.base import Push, Shipment, TrackedScan, Watch, clean, sane

log = logging.getLogger(__name__)

SIGNATURE_HEADER = "X-Carrier-Signature"
TOLERANCE_SECONDS = 300
LATE_SECONDS = 20
MOST_SCANS = 200


class Behaviour(StrEnum):
    """What the person (or a test) at the carrier's counter wants to happen."""

    NEXT = "next"
    TO_THE_DOOR = "to_the_door"
    FAIL = "fail"
    REFUSE = "refuse"
    LATE = "late"
    SILENT = "silent"
    TWICE = "twice"
    OUT_OF_ORDER = "out_of_order"
    CONTRADICTORY = "contradictory"


class SimulatedCarrier:
    name = "simulated"

    def covers(self, carrier_code: str) -> bool:
        return True

    def subscribe(self, shipment: Shipment) -> None:
        SimulatedTrack.objects.get_or_create(carrier_code=shipment.carrier_code, waybill=shipment.waybill)

    def poll(self, shipment: Shipment) -> list[TrackedScan]:
        track = SimulatedTrack.objects.filter(carrier_code=shipment.carrier_code, waybill=shipment.waybill).first()
        return [_read(scan) for scan in track.scans] if track else []

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Push:
        _verify_signature(headers.get(SIGNATURE_HEADER, ""), body)
        try:
            return _push(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as trouble:
            raise BadPush(why="unreadable") from trouble


# ---- its messages -----------------------------------------------------------------------------------------------


def sign(body: bytes, *, at: int) -> str:
    """`t=…,v1=…`: HMAC-SHA256 over the time and the body, with a key both sides know."""
    key = hmac.digest(settings.SECRET_KEY.encode(), b"simulated-carrier", hashlib.sha256)
    mark = hmac.new(key, str(at).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mark}"


def _verify_signature(header: str, body: bytes) -> None:
    said = dict(part.partition("=")[::2] for part in header.split(",")).get("t", "")
    if not (said.isascii() and said.isdigit() and len(said) <= 12):
        raise BadPush(why="signature missing")
    if not hmac.compare_digest(sign(body, at=int(said)).encode(), header.encode("utf-8", "replace")):
        raise BadPush(why="signature wrong")
    if abs(now().timestamp() - int(said)) > TOLERANCE_SECONDS:
        raise BadPush(why="too old")


def _push(told: Any) -> Push:
    event_id, scans = clean(told["id"], 81), told["scans"]
    if not 0 < len(event_id) <= 80 or not isinstance(scans, list) or len(scans) > MOST_SCANS:
        raise ValueError("identifier or scans")
    codes = frozenset({clean(told["carrier"], 30)})
    return Push(event_id, codes, clean(told["waybill"], 40), [_read(scan) for scan in scans], Watch.GOES_ON)


def _read(scan: Mapping[str, Any]) -> TrackedScan:
    at = parse_datetime(str(scan["at"]))
    if at is None or scan["status"] not in S.values:
        raise ValueError("scan")
    return TrackedScan(
        str(scan["status"]),
        sane(at),
        clean(scan.get("place", ""), 80),
        clean(scan.get("note", ""), 200),
        clean(scan.get("code", ""), 40),
    )


def message(track: SimulatedTrack, scans: Sequence[Mapping[str, str]]) -> bytes:
    """The body of one message about a parcel."""
    told = {"id": f"scan_{public_id(20)}", "carrier": track.carrier_code, "waybill": track.waybill, "scans": scans}
    return json.dumps(told, ensure_ascii=False).encode()


# ---- the person at its counter ----------------------------------------------------------------------------------

WAY = (S.PICKED_UP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED)


@transaction.atomic
def act(*, shipment: Shipment, behaviour: Behaviour) -> list[dict[str, str]]:
    """Move a parcel on, as far and as well told as asked for. What its scanners saw is what `poll` would find."""
    row, _is_new = SimulatedTrack.objects.get_or_create(carrier_code=shipment.carrier_code, waybill=shipment.waybill)
    track = SimulatedTrack.objects.select_for_update().get(pk=row.pk)
    fresh = _fresh(track, shipment, behaviour)
    track.scans = [*track.scans, *fresh]
    track.save(update_fields=["scans"])
    _tell(track, fresh, behaviour)
    return fresh


def _fresh(track: SimulatedTrack, shipment: Shipment, behaviour: Behaviour) -> list[dict[str, str]]:
    """The scans that happen now, each a second after the one before."""
    steps = _steps(track, behaviour)
    start = max([now(), *(at + timedelta(seconds=1) for at in _times(track))])
    return [
        {
            "status": str(status),
            "at": (start + timedelta(seconds=place)).isoformat(),
            "place": shipment.origin if status == S.PICKED_UP else shipment.destination,
            "note": note,
            "code": code,
        }
        for place, (status, note, code) in enumerate(steps)
    ]


def _times(track: SimulatedTrack) -> list[datetime]:
    return [at for scan in track.scans if (at := parse_datetime(scan["at"])) is not None]


def _steps(track: SimulatedTrack, behaviour: Behaviour) -> list[tuple[str, str, str]]:
    seen = {scan["status"] for scan in track.scans}
    left: list[tuple[str, str, str]] = [(status, "", "") for status in WAY if status not in seen]
    if behaviour == Behaviour.FAIL:
        return [(S.DELIVERY_FAILED, "没有人在家", "")]
    if behaviour == Behaviour.REFUSE:
        return [(S.DELIVERY_FAILED, "收件人拒收", REFUSED)]
    if behaviour == Behaviour.CONTRADICTORY:
        return [*left, (S.IN_TRANSIT, "", "")]
    if behaviour == Behaviour.TO_THE_DOOR:
        return left
    return left[: 2 if behaviour == Behaviour.OUT_OF_ORDER else 1]


def _tell(track: SimulatedTrack, fresh: Sequence[Mapping[str, str]], behaviour: Behaviour) -> None:
    if behaviour == Behaviour.SILENT or not fresh:
        return
    told = [message(track, [scan]) for scan in fresh]
    if behaviour == Behaviour.OUT_OF_ORDER:
        told.reverse()
    if behaviour == Behaviour.TWICE:
        told = [copy for body in told for copy in (body, body)]
    for body in told:
        _send(body, seconds=LATE_SECONDS if behaviour == Behaviour.LATE else 0)


def _send(body: bytes, *, seconds: int = 0) -> None:
    """Post a message once its books are written. If the queue is away the message is lost, as messages are."""

    def post() -> None:
        try:
            current_app.tasks["orders.simulated_carrier_post"].apply_async(args=(body.decode(),), countdown=seconds)
        except Exception as trouble:
            log.warning("The simulated carrier lost a message: %s", trouble)

    transaction.on_commit(post)
