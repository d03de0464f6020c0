"""Kuaidi100 (快递100): one contract, most carriers of the country.

Subscribe once and it pushes the whole track at every change, signed with the salt we gave it. Asking directly is
allowed too, at most once in 30 minutes a number (orders.tracking.services keeps to that).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from orders.fulfilment.models import ParcelStatus as S
from orders.fulfilment.states import REFUSED
from orders.tracking.errors import BadPush, TrackerDown, TrackerRefuses
from orders.tracking.trackers.base import Push, Shipment, TrackedScan, Watch, clean, sane
from orders.tracking.trackers.http import Post, post_form

SUBSCRIBE_URL = "https://poll.kuaidi100.com/poll"
QUERY_URL = "https://poll.kuaidi100.com/poll/query.do"
CHINA = ZoneInfo("Asia/Shanghai")
MOST_FIELDS, MOST_SCANS, MOST_NOTE = 10, 500, 200
DONE, ALREADY = "200", "501"
NEVER = {"700", "701", "702"}  # a carrier or number they don't take
NOTHING_YET = {"400", "500"}

# Our carriers' codes → theirs. A carrier of ours may also carry their code itself.
COMPANIES = {
    "sf": "shunfeng",
    "zto": "zhongtong",
    "yto": "yuantong",
    "sto": "shentong",
    "yunda": "yunda",
    "ems": "ems",
    "jd": "jd",
    "jt": "jtexpress",
    "deppon": "debangkuaidi",
}
ASK_PHONE = {"shunfeng", "zhongtong"}

# Their states (0–14) in our normal form; a finer code of three or more digits wins over the state it begins with.
STATES = {
    0: S.IN_TRANSIT,
    1: S.PICKED_UP,
    2: S.EXCEPTION,
    3: S.DELIVERED,
    4: S.RETURNED,
    5: S.OUT_FOR_DELIVERY,
    6: S.RETURNING,
    7: S.IN_TRANSIT,
    8: S.CUSTOMS,
    10: S.CUSTOMS,
    11: S.CUSTOMS,
    12: S.CUSTOMS,
    13: S.EXCEPTION,
    14: S.DELIVERY_FAILED,
}
FINER = {
    "101": S.INFO_RECEIVED,
    "102": S.INFO_RECEIVED,
    "203": S.DELIVERY_FAILED,
    "204": S.DELIVERY_FAILED,
    "206": S.DELIVERY_FAILED,
    "304": S.AVAILABLE_FOR_PICKUP,
    "501": S.AVAILABLE_FOR_PICKUP,
    "1001": S.IN_TRANSIT,
    "1002": S.IN_TRANSIT,
    "1003": S.IN_TRANSIT,
}
HEADS = {1: 1, 2: 2, 3: 1, 4: 2}  # how many digits of a code of this length are the state
REFUSALS = {"203", "14", "1401"}
WORDS = {
    "在途": "0", "揽收": "1", "疑难": "2", "签收": "3", "退签": "4", "派件": "5", "退回": "6", "转投": "7", "转单": "7",
    "清关": "8", "待清关": "10", "清关中": "11", "已清关": "12", "清关异常": "13", "拒签": "14",
}  # fmt: skip
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
WATCHES = {"shutdown": Watch.ENDED, "abort": Watch.LOST}


class Kuaidi100:
    name = "kuaidi100"

    def __init__(self, post: Post = post_form) -> None:
        self._post = post

    def covers(self, carrier_code: str) -> bool:
        return carrier_code in COMPANIES or carrier_code in COMPANIES.values()

    def subscribe(self, shipment: Shipment) -> None:
        company = company_of(shipment.carrier_code)
        parameters = {
            "callbackurl": f"{settings.SITE_URL}{reverse('orders:tracker', args=[self.name])}",
            "salt": settings.KUAIDI100_SALT,
            "resultv2": "4",
            "phone": shipment.phone_tail if company in ASK_PHONE else "",
        }
        param = {
            "company": company,
            "number": shipment.waybill,
            "from": shipment.origin,
            "to": shipment.destination,
            "key": settings.KUAIDI100_KEY,
            "parameters": parameters,
        }
        said = self._ask(SUBSCRIBE_URL, {"schema": "json", "param": _json(param)})
        code = str(said.get("returnCode", ""))
        if code in NEVER:
            raise TrackerRefuses(why=str(said.get("message", ""))[:80])
        if code not in {DONE, ALREADY}:
            raise TrackerDown

    def poll(self, shipment: Shipment) -> list[TrackedScan]:
        company = company_of(shipment.carrier_code)
        param = _json(
            {
                "com": company,
                "num": shipment.waybill,
                "phone": shipment.phone_tail if company in ASK_PHONE else "",
                "from": shipment.origin,
                "to": shipment.destination,
                "resultv2": "4",
            }
        )
        customer = settings.KUAIDI100_CUSTOMER
        signed = md5(param + settings.KUAIDI100_KEY + customer)
        said = self._ask(QUERY_URL, {"customer": customer, "sign": signed, "param": param})
        if "data" not in said:
            if str(said.get("returnCode", "")) in NOTHING_YET:
                return []
            raise TrackerDown
        try:
            return scans_of(said)
        except UNREADABLE as trouble:
            raise TrackerDown from trouble

    def _ask(self, url: str, fields: Mapping[str, str]) -> dict[str, Any]:
        try:
            said = json.loads(self._post(url, fields))
        except ValueError as trouble:
            raise TrackerDown from trouble
        if not isinstance(said, dict):
            raise TrackerDown
        return said

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Push:
        param = _signed_param(body)
        try:
            told = json.loads(param)
            result = told["lastResult"]
            waybill, company = clean(result["nu"], 40).upper(), clean(result["com"], 30)
            scans = scans_of(result)
        except UNREADABLE as trouble:
            raise BadPush(why="unreadable") from trouble
        watch = WATCHES.get(str(told.get("status", "")), Watch.GOES_ON)
        event_id = hashlib.sha256(param.encode()).hexdigest()[:40]
        return Push(event_id, carriers_of(company), waybill, scans, watch)


def _json(param: Mapping[str, object]) -> str:
    return json.dumps(param, ensure_ascii=False, separators=(",", ":"))


def md5(text: str) -> str:
    """Their signature: MD5 as 32 capital letters and digits. Not our choice; the secret inside makes it a MAC."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def _signed_param(body: bytes) -> str:
    """The `param` of a form whose `sign` fits it and our salt."""
    try:
        fields = parse_qs(body.decode(), max_num_fields=MOST_FIELDS, keep_blank_values=True)
    except ValueError as trouble:
        raise BadPush(why="unreadable") from trouble
    param, sign = fields.get("param", [""])[0], fields.get("sign", [""])[0]
    if not param or not sign or not settings.KUAIDI100_SALT:
        raise BadPush(why="signature missing")
    if not hmac.compare_digest(md5(param + settings.KUAIDI100_SALT).encode(), sign.upper().encode("utf-8", "replace")):
        raise BadPush(why="signature wrong")
    return param


def company_of(carrier_code: str) -> str:
    return COMPANIES.get(carrier_code, carrier_code)


def carriers_of(company: str) -> frozenset[str]:
    """Which of our carriers they may mean."""
    return frozenset({company, *(ours for ours, theirs in COMPANIES.items() if theirs == company)})


def scans_of(result: Mapping[str, Any]) -> list[TrackedScan]:
    """The track in our normal form, newest first as they send it. Waiting to be picked up says nothing new."""
    rows = result["data"]
    if not isinstance(rows, list) or len(rows) > MOST_SCANS:
        raise ValueError("data")
    state = str(result.get("state", "0"))
    scans = [_scan(row, _code(row, state if place == 0 else "0")) for place, row in enumerate(rows)]
    return [scan for scan in scans if scan.status != S.INFO_RECEIVED]


def _code(row: Mapping[str, Any], otherwise: str) -> str:
    """The row's own code or word; only the newest row has the state of the whole."""
    own = str(row.get("statusCode") or "").strip()
    word = str(row.get("status") or "").strip()
    return own or WORDS.get(word, otherwise)


def _scan(row: Mapping[str, Any], code: str) -> TrackedScan:
    told_at = str(row.get("time") or row["ftime"])
    return TrackedScan(
        status=normal_form(code),
        happened_at=sane(datetime.strptime(told_at[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)),
        place=clean(row.get("location") or row.get("areaName") or "", 80),
        note=clean(row["context"], MOST_NOTE),
        raw_code=REFUSED if code in REFUSALS else clean(code, 20),
    )


def normal_form(code: str) -> str:
    """Their code in our words; one we have never seen is on the road, since it was seen there."""
    if code in FINER:
        return str(FINER[code])
    head = code[: HEADS.get(len(code), 0)]
    known = head.isascii() and head.isdigit() and int(head) in STATES
    return str(STATES[int(head)] if known else S.IN_TRANSIT)
