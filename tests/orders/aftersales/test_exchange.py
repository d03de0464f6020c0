"""Something else for something: goods kept for it, sent without payment, given back when it comes to nothing."""

from __future__ import annotations

import pytest

from catalog.inventory.errors import OutOfStock
from catalog.inventory.models import Stock
from catalog.inventory.services import set_on_hand
from catalog.products.models import Variant
from config.kernel.errors import DomainError
from orders.aftersales.errors import NoSuchReplacement
from orders.aftersales.models import Case, CaseKind, CaseStatus
from orders.aftersales.services import (
    Verdict,
    agree,
    confirm_exchange,
    escalate,
    open_case,
    receive,
    refuse,
    reship,
    rule,
)
from orders.payments.models import Refund
from tests.invariants import assert_all_is_well
from tests.orders.aftersales.conftest import Scene

pytestmark = pytest.mark.django_db(transaction=True)


def stock_of(variant) -> tuple[int, int]:
    return Stock.objects.values_list("on_hand", "reserved").get(variant=variant)


def sibling(own: Variant, price_cents: int) -> Variant:
    """Another option of the same product, three on the shelf."""
    label = f"option {price_cents}"
    made = Variant.objects.create(
        product=own.product,
        shop=own.shop,
        sku=f"{own.sku}-{price_cents}",
        label=label,
        price_cents=price_cents,
        position=9,
    )
    set_on_hand(variant=made, on_hand=3, actor=None)
    return made


def test_an_exchange_from_beginning_to_end(scene: Scene) -> None:
    order = scene.received(2)
    before = stock_of(scene.variants[0])
    case = scene.coming_back(order, 1, kind=CaseKind.EXCHANGE)
    assert stock_of(scene.variants[0]) == (before[0], before[1] + 1)  # the replacement is kept
    receive(case=case, actor=scene.owner, shelf=[case.lines.get().pk])
    case = scene.fresh(case)
    assert (case.status, case.agreed_cents) == (CaseStatus.GOODS_RECEIVED, 0)
    reship(case=case, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    case = scene.fresh(case)
    assert case.new_parcel is not None
    assert (case.status, case.new_parcel.direction) == (CaseStatus.RESHIPPED, "exchange")
    assert stock_of(scene.variants[0]) == before  # one came back, one left
    scene.deliver(case.new_parcel)
    confirm_exchange(case=case, actor=scene.buyer)
    assert scene.fresh(case).status == CaseStatus.DONE
    assert not Refund.objects.exists()
    assert_all_is_well()


def test_another_option_of_the_same_product_at_the_same_price(scene: Scene) -> None:
    own = scene.variants[0]
    other, dearer = sibling(own, own.price_cents), sibling(own, own.price_cents + 1)
    order = scene.received(1)
    line = order.lines.get()
    for key in (dearer.key, scene.variants[1].key, "nonsense"):
        wish = scene.wish(order, kind=CaseKind.EXCHANGE, replacements={line.pk: key})
        with pytest.raises(NoSuchReplacement):
            open_case(order=order, wish=wish, actor=scene.buyer)
    case = scene.coming_back(order, kind=CaseKind.EXCHANGE, replacements={line.pk: other.key})
    assert stock_of(other) == (3, 1)
    receive(case=case, actor=scene.owner)
    reship(case=scene.fresh(case), carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    assert stock_of(other) == (2, 0)
    assert_all_is_well()


def test_a_sold_out_replacement_is_not_agreed_to(scene: Scene) -> None:
    scene.address()
    case = scene.case(scene.received(1), kind=CaseKind.EXCHANGE)
    set_on_hand(variant=scene.variants[0], on_hand=0, actor=scene.owner)
    with pytest.raises(OutOfStock):
        agree(case=case, actor=scene.owner)
    assert scene.fresh(case).status == CaseStatus.APPLIED
    assert_all_is_well()


def test_an_exchange_that_ends_in_money_frees_what_was_kept(scene: Scene) -> None:
    case = scene.coming_back(scene.received(1), kind=CaseKind.EXCHANGE)
    refuse(case=case, actor=scene.owner, words="杯身有茶渍。")
    escalate(case=scene.fresh(case), actor=scene.buyer, words="收到时就有。")
    rule(case=scene.fresh(case), actor=scene.operator, verdict=Verdict.REFUND, cents=6800, words="照片为证。")
    assert scene.fresh(case).status == CaseStatus.REFUNDED
    assert stock_of(scene.variants[0])[1] == 0
    assert_all_is_well()


def test_nothing_is_sent_twice_and_nothing_before_the_goods_are_back(scene: Scene) -> None:
    case = scene.coming_back(scene.received(1), kind=CaseKind.EXCHANGE)

    def send() -> Case:
        return reship(case=scene.fresh(case), carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)

    with pytest.raises(DomainError):
        send()
    receive(case=scene.fresh(case), actor=scene.owner)
    send()
    with pytest.raises(DomainError):
        send()
    escalate(case=scene.fresh(case), actor=scene.buyer, words="没有收到。")
    with pytest.raises(DomainError):
        send()
    with pytest.raises(DomainError):
        receive(case=scene.fresh(case), actor=scene.owner, shelf=[case.lines.get().pk])
    assert_all_is_well()


def test_after_an_exchange_the_new_piece_may_be_asked_about(scene: Scene) -> None:
    order = scene.received(1)
    case = scene.coming_back(order, kind=CaseKind.EXCHANGE)
    receive(case=case, actor=scene.owner)
    reship(case=scene.fresh(case), carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    confirm_exchange(case=scene.fresh(case), actor=scene.buyer)
    again = scene.coming_back(scene.fresh(order))
    receive(case=again, actor=scene.owner)
    assert scene.fresh(again).status == CaseStatus.REFUNDED
    assert_all_is_well()
