"""A case in every state, brought there by the services, and every step anybody may try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from orders.aftersales import services
from orders.aftersales.models import Case, CaseKind, CaseStatus, Side
from orders.aftersales.services import Verdict
from orders.payments.services import finish_refund
from tests.orders.aftersales.conftest import Scene

S = CaseStatus
WORDS = "请看照片。"


def applied(scene: Scene) -> Case:
    scene.address()
    return scene.case(scene.received(2), 1, kind=CaseKind.RETURN)


def offered(scene: Scene) -> Case:
    return services.offer(case=applied(scene), actor=scene.owner, cents=1000, words=WORDS)


def agreed(scene: Scene) -> Case:
    return services.agree(case=applied(scene), actor=scene.owner)


def rejected(scene: Scene) -> Case:
    return services.reject(case=applied(scene), actor=scene.owner, words=WORDS)


def escalated(scene: Scene) -> Case:
    return services.escalate(case=rejected(scene), actor=scene.buyer, words=WORDS)


def ruled(scene: Scene) -> Case:
    case = escalated(scene)
    return services.rule(case=case, actor=scene.operator, verdict=Verdict.RETURN, cents=1000, words=WORDS)


def buyer_shipping(scene: Scene) -> Case:
    return services.ship_back(case=agreed(scene), carrier=scene.carrier, waybill=scene.waybill(), actor=scene.buyer)


def goods_refused(scene: Scene) -> Case:
    return services.refuse(case=buyer_shipping(scene), actor=scene.owner, words=WORDS)


def refunding(scene: Scene) -> Case:
    return services.receive(case=buyer_shipping(scene), actor=scene.owner)


def refunded(scene: Scene) -> Case:
    case = refunding(scene)
    assert case.refund is not None
    ended = services.finish_case(refund=finish_refund(refund=case.refund))
    assert ended is not None
    return ended


def goods_received(scene: Scene) -> Case:
    """Only an exchange rests here."""
    return services.receive(case=scene.coming_back(scene.received(2), 1, kind=CaseKind.EXCHANGE), actor=scene.owner)


def reshipped(scene: Scene) -> Case:
    case = goods_received(scene)
    return services.reship(case=case, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)


def done(scene: Scene) -> Case:
    return services.confirm_exchange(case=reshipped(scene), actor=scene.buyer)


def cancelled(scene: Scene) -> Case:
    return services.cancel(case=applied(scene), actor=scene.buyer)


def closed(scene: Scene) -> Case:
    return services.rule(case=escalated(scene), actor=scene.operator, verdict=Verdict.SHOP, words=WORDS)


MAKERS: Mapping[str, Callable[[Scene], Case]] = {
    S.APPLIED: applied,
    S.OFFERED: offered,
    S.AGREED: agreed,
    S.REJECTED: rejected,
    S.ESCALATED: escalated,
    S.RULED: ruled,
    S.BUYER_SHIPPING: buyer_shipping,
    S.GOODS_RECEIVED: goods_received,
    S.GOODS_REFUSED: goods_refused,
    S.REFUNDING: refunding,
    S.REFUNDED: refunded,
    S.RESHIPPED: reshipped,
    S.DONE: done,
    S.CANCELLED: cancelled,
    S.CLOSED: closed,
}

# Everything a person may try: whose step it is, and the state it leads to at first.
STEPS: Mapping[str, tuple[str, str, Callable[[Scene, Case], Any]]] = {
    "agree": (Side.SHOP, S.AGREED, lambda s, c: services.agree(case=c, actor=s.owner)),
    "offer": (Side.SHOP, S.OFFERED, lambda s, c: services.offer(case=c, actor=s.owner, cents=500, words=WORDS)),
    "reject": (Side.SHOP, S.REJECTED, lambda s, c: services.reject(case=c, actor=s.owner, words=WORDS)),
    "receive": (Side.SHOP, S.GOODS_RECEIVED, lambda s, c: services.receive(case=c, actor=s.owner)),
    "refuse": (Side.SHOP, S.GOODS_REFUSED, lambda s, c: services.refuse(case=c, actor=s.owner, words=WORDS)),
    "reship": (
        Side.SHOP,
        S.RESHIPPED,
        lambda s, c: services.reship(case=c, carrier=s.carrier, waybill=s.waybill(), actor=s.owner),
    ),
    "accept": (Side.BUYER, S.AGREED, lambda s, c: services.accept(case=c, actor=s.buyer)),
    "decline": (Side.BUYER, S.APPLIED, lambda s, c: services.decline(case=c, actor=s.buyer)),
    "cancel": (Side.BUYER, S.CANCELLED, lambda s, c: services.cancel(case=c, actor=s.buyer)),
    "escalate": (Side.BUYER, S.ESCALATED, lambda s, c: services.escalate(case=c, actor=s.buyer, words=WORDS)),
    "ship_back": (
        Side.BUYER,
        S.BUYER_SHIPPING,
        lambda s, c: services.ship_back(case=c, carrier=s.carrier, waybill=s.waybill(), actor=s.buyer),
    ),
    "confirm": (Side.BUYER, S.DONE, lambda s, c: services.confirm_exchange(case=c, actor=s.buyer)),
    "rule": (
        Side.PLATFORM,
        S.RULED,
        lambda s, c: services.rule(case=c, actor=s.operator, verdict=Verdict.REFUND, cents=500, words=WORDS),
    ),
}
