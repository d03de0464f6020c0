"""The real adapter, offline: what it sends, what it reads, what it refuses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from orders.fulfilment.models import Parcel, ParcelStatus, TrackingEvent
from orders.fulfilment.states import REFUSED
from orders.tracking.errors import AskedTooSoon, TrackerDown, TrackerRefuses
from orders.tracking.models import Subscription, SubscriptionState, TrackerPush
from orders.tracking.selectors import shipment_of
from orders.tracking.services import follow, poll_parcel, sign_up
from orders.tracking.tasks import sign_up_parcels
from orders.tracking.trackers import KNOWN
from orders.tracking.trackers.kuaidi100 import QUERY_URL, SUBSCRIBE_URL, Kuaidi100, normal_form
from tests.orders.fulfilment.conftest import Scene, make_scene

SALT, KEY, CUSTOMER = "pond-water", "key123", "CUST9"
PUSH = "/tracking/webhooks/kuaidi100/"
S = ParcelStatus


class Wire:
    """What would go over the network, and what comes back."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.sent = answer, []

    def __call__(self, url: str, fields: Mapping[str, str]) -> bytes:
        self.sent.append((url, dict(fields)))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()


@pytest.fixture(autouse=True)
def _switched_on(settings):
    settings.CARRIER_TRACKERS = ["kuaidi100"]
    settings.KUAIDI100_SALT, settings.KUAIDI100_KEY, settings.KUAIDI100_CUSTOMER = SALT, KEY, CUSTOMER
    settings.SITE_URL = "https://hetang.example"


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def wire(monkeypatch: pytest.MonkeyPatch, answer: Any) -> Wire:
    line = Wire(answer)
    monkeypatch.setitem(KNOWN, "kuaidi100", Kuaidi100(post=line))
    return line


def row(time: str, code: str, context: str, place: str = "杭州市") -> dict[str, str]:
    return {"time": time, "ftime": time, "statusCode": code, "context": context, "areaName": place, "status": "x"}


def param_for(parcel: Parcel, rows: list[dict[str, str]], *, state: str = "0", status: str = "polling", **more) -> str:
    result = {"message": "ok", "state": state, "status": "200", "com": "shunfeng", "nu": parcel.waybill, "data": rows}
    return json.dumps({"status": status, "lastResult": result | more}, ensure_ascii=False)


def post(param: str, *, sign: str | None = None, **extra):
    said = md5(param + SALT) if sign is None else sign
    body = urlencode({"param": param, "sign": said})
    return Client().post(PUSH, body, content_type="application/x-www-form-urlencoded", **extra)


def journey(parcel: Parcel) -> list[dict[str, str]]:
    """Newest first, as they send it; a second after the hand-over and on."""
    start = timezone.localtime(parcel.shipped_at)
    times = [(start + timedelta(seconds=n)).strftime("%Y-%m-%d %H:%M:%S") for n in (1, 2, 3, 4)]
    return [
        row(times[3], "301", "已签收，签收人：本人"),
        row(times[2], "5", "快件派送中"),
        row(times[1], "1002", "到达【杭州转运中心】"),
        row(times[0], "103", "【文三路营业部】已揽收"),
    ]


# ---- signing up -------------------------------------------------------------------------------------------------


def test_signing_up_names_the_callback_and_the_salt(scene: Scene, monkeypatch):
    line = wire(monkeypatch, {"result": True, "returnCode": "200", "message": "提交成功"})
    parcel = scene.parcel()
    subscription = sign_up(subscription=follow(parcel=parcel))
    assert subscription.state == SubscriptionState.ON
    ((url, fields),) = line.sent
    param = json.loads(fields["param"])
    assert (url, fields["schema"]) == (SUBSCRIBE_URL, "json")
    assert (param["company"], param["number"], param["key"]) == ("shunfeng", parcel.waybill, KEY)
    assert param["parameters"]["callbackurl"] == "https://hetang.example/tracking/webhooks/kuaidi100/"
    assert (param["parameters"]["salt"], param["parameters"]["phone"]) == (SALT, "5678")
    assert "13812345678" not in fields["param"]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"returnCode": "501", "message": "重复订阅"}, SubscriptionState.ON),
        ({"returnCode": "701", "message": "拒绝订阅的快递公司"}, SubscriptionState.REFUSED),
        ({"returnCode": "500", "message": "服务器错误"}, SubscriptionState.WAITING),
        (b"<html>504</html>", SubscriptionState.WAITING),
        (b"[]", SubscriptionState.WAITING),
        (TrackerDown(), SubscriptionState.WAITING),
    ],
)
def test_what_they_answer(scene: Scene, monkeypatch, time_machine_later, answer, state):
    line = wire(monkeypatch, answer)
    subscription = sign_up(subscription=follow(parcel=scene.parcel()))
    assert subscription.state == state
    assert sign_up_parcels() == 0  # not before its pause is over
    time_machine_later(timedelta(minutes=2))
    assert sign_up_parcels() == (state == SubscriptionState.WAITING)
    assert len(line.sent) == (2 if state == SubscriptionState.WAITING else 1)


def test_a_carrier_they_do_not_know_is_left_to_its_couriers(scene: Scene, monkeypatch):
    scene.carrier.code = "bluebird"
    scene.carrier.save()
    assert follow(parcel=scene.parcel()) is None


@pytest.mark.django_db(transaction=True)
def test_shipping_signs_up_by_itself(monkeypatch):
    line = wire(monkeypatch, {"returnCode": "200"})
    scene = make_scene()
    parcel = scene.parcel()
    assert Subscription.objects.get(parcel=parcel).state == SubscriptionState.ON
    assert len(line.sent) == 1


# ---- hearing ----------------------------------------------------------------------------------------------------


def test_a_push_writes_the_track(scene: Scene):
    parcel = scene.parcel()
    answer = post(param_for(parcel, journey(parcel), state="3", status="shutdown"))
    assert (answer.status_code, answer.json()["result"], answer.json()["returnCode"]) == (200, True, "200")
    parcel.refresh_from_db()
    assert parcel.status == S.DELIVERED
    states = list(parcel.events.order_by("happened_at").values_list("status", flat=True))
    assert states == [S.INFO_RECEIVED, S.PICKED_UP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED]
    assert parcel.events.get(status=S.PICKED_UP).note == "【文三路营业部】已揽收"
    parcel.order.refresh_from_db()
    assert parcel.order.status == "delivered"


def test_the_whole_track_again_adds_nothing(scene: Scene):
    parcel = scene.parcel()
    rows = journey(parcel)
    post(param_for(parcel, rows[2:]))
    before = parcel.events.count()
    post(param_for(parcel, rows[1:]))
    assert parcel.events.count() == before + 1
    again = post(param_for(parcel, rows[1:]))
    assert (again.status_code, again.json()["code"]) == (200, "repeated")
    assert (parcel.events.count(), TrackerPush.objects.count()) == (before + 1, 2)


def test_watching_ends(scene: Scene, monkeypatch):
    wire(monkeypatch, {"returnCode": "200"})
    parcel = scene.parcel()
    sign_up(subscription=follow(parcel=parcel))
    post(param_for(parcel, [], status="abort"))
    assert Subscription.objects.get(parcel=parcel).state == SubscriptionState.LOST


def test_a_refusal_at_the_door_is_one(scene: Scene):
    parcel = scene.parcel()
    rows = journey(parcel)[1:]
    rows.insert(0, row(journey(parcel)[0]["time"], "14", "收件人拒签"))
    post(param_for(parcel, rows))
    parcel.refresh_from_db()
    assert (parcel.status, parcel.events.first().raw_code) == (S.DELIVERY_FAILED, REFUSED)
    assert parcel.turn_back_at is not None


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("0", S.IN_TRANSIT), ("1", S.PICKED_UP), ("2", S.EXCEPTION), ("3", S.DELIVERED), ("4", S.RETURNED),
        ("5", S.OUT_FOR_DELIVERY), ("6", S.RETURNING), ("7", S.IN_TRANSIT), ("8", S.CUSTOMS), ("10", S.CUSTOMS),
        ("11", S.CUSTOMS), ("12", S.CUSTOMS), ("13", S.EXCEPTION), ("14", S.DELIVERY_FAILED), ("101", S.INFO_RECEIVED),
        ("103", S.PICKED_UP), ("203", S.DELIVERY_FAILED), ("209", S.EXCEPTION), ("301", S.DELIVERED),
        ("501", S.AVAILABLE_FOR_PICKUP), ("1002", S.IN_TRANSIT), ("1401", S.DELIVERY_FAILED), ("99", S.IN_TRANSIT),
        ("", S.IN_TRANSIT), ("签收", S.IN_TRANSIT), ("٣", S.IN_TRANSIT),
    ],
)  # fmt: skip
def test_their_codes_in_our_words(code: str, status: str):
    assert normal_form(code) == status


def test_words_do_where_codes_are_missing(scene: Scene):
    parcel = scene.parcel()
    words = ("签收", "派件", "在途", "揽收")
    rows = [one | {"statusCode": "", "status": word} for one, word in zip(journey(parcel), words, strict=True)]
    post(param_for(parcel, rows, state="3"))
    parcel.refresh_from_db()
    assert parcel.status == S.DELIVERED


# ---- refusing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "push_refused"),
        (b"param=%7B%7D", "push_refused"),
        (b"param=%7B%7D&sign=ABC", "push_refused"),
        (b"\xff\xfe\x00", "push_refused"),
        (b"a=1&" * 50, "push_refused"),
        (b"sign=" + b"0" * 32, "push_refused"),
        (b"param=%00&sign=%00", "push_refused"),
    ],
)
def test_forgeries_are_refused(scene: Scene, body: bytes, code: str):
    parcel = scene.parcel()
    answer = Client().post(PUSH, body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["code"], answer.json()["result"]) == (400, code, False)
    assert (parcel.events.count(), TrackerPush.objects.count()) == (1, 0)


def test_a_changed_message_is_refused(scene: Scene):
    parcel = scene.parcel()
    param = param_for(parcel, journey(parcel))
    sign = md5(param + SALT)
    assert post(param.replace("派送", "签收"), sign=sign).status_code == 400
    assert post(param, sign=md5(param + "guess")).status_code == 400
    assert post(param, sign=sign.lower()).status_code == 200


@pytest.mark.parametrize(
    "param",
    [
        "null", "[]", "{}", '"text"', "{", '{"lastResult": null}', '{"lastResult": {"nu": "X"}}',
        '{"lastResult": {"nu": "X", "com": "sf", "data": {}}}',
        '{"lastResult": {"nu": "X", "com": "sf", "data": [null]}}',
        '{"lastResult": {"nu": "X", "com": "sf", "data": [{"time": "yesterday", "context": "x"}]}}',
        '{"lastResult": {"nu": "X", "com": "sf", "data": [{"time": "0001-01-01 00:00:00", "context": "x"}]}}',
        '{"lastResult": {"nu": "X", "com": "sf", "data": [{"time": "2026-13-45 99:00:00", "context": "x"}]}}',
        "[" * 5000, "1e999",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(scene: Scene, param: str):
    answer = post(param)
    assert (answer.status_code, answer.json()["code"]) == (400, "push_refused")


@pytest.mark.parametrize("waybill", ["NOBODYS1", "", "\x00", "A" * 4000, "' OR 1=1"])
def test_a_parcel_nobody_knows(scene: Scene, waybill: str):
    parcel = scene.parcel()
    answer = post(param_for(parcel, [], nu=waybill))
    assert (answer.status_code, answer.json()["code"]) == (422, "parcel_unknown")


def test_odd_text_is_kept_readable(scene: Scene):
    parcel = scene.parcel()
    rows = journey(parcel)
    rows[3]["context"] = "收\x00件 \\ud83d" + "长" * 500
    param = param_for(parcel, rows[3:]).replace("\\\\ud83d", "\\ud83d")
    assert post(param).status_code == 200
    note = TrackingEvent.objects.get(parcel=parcel, status=S.PICKED_UP).note
    assert ("\x00" in note, len(note)) == (False, 200)


def test_an_oversized_push_is_not_even_read(scene: Scene):
    answer = post("x" * 300_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "push_too_large")


def test_another_carriers_parcel_with_the_same_number_stays(scene: Scene):
    parcel = scene.parcel()
    scene.carrier.code = "zto"
    scene.carrier.save()
    assert post(param_for(parcel, journey(parcel))).status_code == 422


def test_without_a_salt_nobody_is_believed(scene: Scene, settings):
    settings.KUAIDI100_SALT = ""
    parcel = scene.parcel()
    param = param_for(parcel, journey(parcel))
    assert post(param, sign=md5(param)).status_code == 400


def test_a_tracker_that_is_off_does_not_exist(scene: Scene, settings):
    settings.CARRIER_TRACKERS = []
    assert post("{}").status_code == 404
    assert Client().get(PUSH).status_code in {404, 405}


def test_the_future_is_not_believed(scene: Scene):
    parcel = scene.parcel()
    answer = post(param_for(parcel, [row("2099-01-01 00:00:00", "3", "已签收")]))
    assert answer.status_code == 200
    assert TrackerPush.objects.get().refused == 1
    parcel.refresh_from_db()
    assert parcel.status == S.INFO_RECEIVED


# ---- asking -----------------------------------------------------------------------------------------------------


def test_asking_is_signed_and_rare(scene: Scene, monkeypatch, time_machine_later):
    parcel = scene.parcel()
    follow(parcel=parcel)
    line = wire(monkeypatch, {"message": "ok", "state": "3", "com": "shunfeng", "data": journey(parcel)})
    assert poll_parcel(parcel=parcel) == 4
    ((url, fields),) = line.sent
    assert (url, fields["customer"]) == (QUERY_URL, CUSTOMER)
    assert fields["sign"] == md5(fields["param"] + KEY + CUSTOMER)
    assert json.loads(fields["param"])["num"] == parcel.waybill
    with pytest.raises(AskedTooSoon):
        poll_parcel(parcel=parcel)
    assert len(line.sent) == 1
    time_machine_later(timedelta(minutes=31))
    assert poll_parcel(parcel=parcel) == 0


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"result": False, "returnCode": "500", "message": "查询无结果，请隔段时间再查"}, 0),
        ({"result": False, "returnCode": "503", "message": "验证签名失败"}, TrackerDown),
        ({"data": [{}]}, TrackerDown),
        (b"", TrackerDown),
    ],
)
def test_what_asking_may_find(scene: Scene, monkeypatch, answer, found):
    parcel = scene.parcel()
    follow(parcel=parcel)
    wire(monkeypatch, answer)
    if found == 0:
        assert poll_parcel(parcel=parcel) == 0
    else:
        with pytest.raises(found):
            poll_parcel(parcel=parcel)
    assert parcel.events.count() == 1


def test_only_some_carriers_get_a_phone(scene: Scene, monkeypatch):
    scene.carrier.code = "yto"
    scene.carrier.save()
    line = wire(monkeypatch, {"returnCode": "200"})
    KNOWN["kuaidi100"].subscribe(shipment_of(scene.parcel()))
    assert json.loads(line.sent[0][1]["param"])["parameters"]["phone"] == ""


def test_a_refusing_tracker_says_why(monkeypatch, scene: Scene):
    wire(monkeypatch, {"returnCode": "702", "message": "识别不到该单号对应的快递公司"})
    with pytest.raises(TrackerRefuses, match="识别不到"):
        KNOWN["kuaidi100"].subscribe(shipment_of(scene.parcel()))
