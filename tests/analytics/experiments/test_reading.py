"""What is said, in which order, and what is said instead when something is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from accounts.identity.models import User
from analytics.experiments.assigning import arm_at
from analytics.experiments.errors import NobodyToTry
from analytics.experiments.models import Experiment, Exposure
from analytics.experiments.reading import read_out
from analytics.experiments.selectors import sums_of
from analytics.experiments.services import ArmDraft, ExperimentDraft, set_up, start, stop
from analytics.experiments.wording import signed
from analytics.statistics.comparing import lift, sequential, welch
from analytics.statistics.samples import Amounts, Shares
from analytics.tracking.models import Actor, Event
from analytics.tracking.partitions import ensure_months
from config.kernel.clock import now
from orders.checkout.models import Order
from orders.payments.models import Refund
from orders.promotions.models import Coupon
from tests.analytics.experiments.test_running import feed_test, title_test
from tests.analytics.segments.test_pages import buyer, segment_of
from tests.analytics.value.test_rfm import refund
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_product, make_shop, make_variant
from tests.factories.orders import make_paid_order
from tests.factories.promotions import make_coupons

HOUR = timedelta(hours=1)
AGO = timedelta(days=10)


@pytest.fixture
def product(db):
    ensure_months(now() - timedelta(days=60), now())
    return make_product(title="青瓷茶杯", stock=900)


def seen(experiment: Experiment, place: int, people: int, *, ago: timedelta = AGO) -> list:
    """So many people who first saw this arm then."""
    arm, found = experiment.arms.get(place=place), [UserFactory() for _turn in range(people)]
    Exposure.objects.bulk_create(
        Exposure(experiment=experiment, arm=arm, user=one, first_at=now() - ago) for one in found
    )
    return found


def paid(person, product, *, after: timedelta, quantity: int = 1, ago: timedelta = AGO) -> Order:
    """An order as the history of another system brings it: quick to make, paid at that moment."""
    variant = product.variants.get()
    cents, at = quantity * variant.price_cents, now() - ago + after
    order = Order.objects.create(
        shop=product.shop,
        buyer=person,
        source="history",
        items_cents=cents,
        total_cents=cents,
        placed_at=at,
        paid_at=at,
    )
    order.lines.create(
        variant=variant,
        title=product.title,
        sku=variant.sku,
        unit_price_cents=variant.price_cents,
        quantity=quantity,
        total_cents=cents,
    )
    return order


def viewed(person, product, *moments) -> None:
    actor, _is_new = Actor.objects.get_or_create(user=person)
    Event.objects.bulk_create(
        Event(actor=actor, name="product_view", happened_at=at, object_kind="product", object_id=product.pk)
        for at in moments
    )


def test_only_what_happened_in_the_window_counts(product):
    experiment = title_test(product, metric="revenue")
    a, b, c, d = seen(experiment, 0, 4)
    paid(a, product, after=-HOUR)
    paid(b, product, after=71 * HOUR)
    paid(c, product, after=73 * HOUR)
    paid(d, make_product(), after=HOUR)
    [pairs] = sums_of(experiment, "revenue").values()
    kept = Order.objects.get(buyer=b).lines.get()
    assert (pairs.n, pairs.y) == (4, kept.total_cents - kept.discount_cents)
    assert pairs.x == kept.total_cents
    assert sums_of(experiment, "bought")[experiment.arms.get(place=0).pk].y == 1


def test_whose_window_is_open_is_under_way(product):
    experiment = title_test(product)
    seen(experiment, 0, 3)
    seen(experiment, 0, 2, ago=timedelta(hours=71))
    [(_a, people), (_b, none)] = read_out(experiment).people
    assert (people.seen, people.counted, none.seen) == (5, 3, 0)


def test_sums_equal_a_naive_count_and_the_reading_is_that_of_the_statistics(product):
    experiment = title_test(product, metric="bought", guardrails=("revenue", "refunded", "per_view"))
    a, b = seen(experiment, 0, 12), seen(experiment, 1, 12)
    for one in (*a[:3], *b[:8]):
        paid(one, product, after=HOUR)
    back = make_paid_order(a[11], {make_variant(): 1})
    back.lines.update(variant=product.variants.get())
    paid(b[0], product, after=2 * HOUR, quantity=2)
    refund(back, 100)
    Refund.objects.update(done_at=now() - AGO + 2 * HOUR)
    for one in (*a, *b):
        viewed(one, product, now() - AGO + HOUR, now() - AGO + 2 * HOUR)
    found = read_out(experiment)
    assert not found.missing
    control, other = found.main.lines
    assert (control.mean, other.mean) == (3 / 12, 8 / 12)
    assert other.reading == sequential(lift(Shares(3, 12), Shares(8, 12)))
    revenue, refunded, per_view = found.guardrails
    each = [
        sum(line.total_cents for order in Order.objects.filter(buyer=one) for line in order.lines.all()) for one in b
    ]
    amounts = Amounts.of([float(cents) for cents in each])
    assert revenue.lines[1].mean == pytest.approx(amounts.mean)
    assert (refunded.lines[0].mean, refunded.lines[1].mean) == (1 / 12, 0)
    assert per_view.lines[1].mean == pytest.approx(9 / 24)
    stopped = stop(experiment=experiment, actor=None)
    final = read_out(stopped)
    assert final.main.is_final
    assert final.main.lines[1].reading == welch(lift(Shares(3, 12), Shares(8, 12)))


def test_the_days_before_are_taken_out(product):
    """People who always bought much still do; CUPED makes the interval narrower."""
    experiment = title_test(product, metric="revenue")
    for place in (0, 1):
        for turn, one in enumerate(seen(experiment, place, 8)):
            quantity = 1 + turn % 4
            paid(one, product, after=-24 * HOUR, quantity=quantity)
            paid(one, product, after=HOUR, quantity=quantity + (1 if place and turn % 2 else 0))
    found = read_out(experiment)
    assert found.main.is_adjusted
    sums = sums_of(experiment, "revenue")
    plain = [sums[arm.pk].y_amounts for arm in experiment.arms.all()]
    assert found.main.lines[1].reading.se < sequential(lift(*plain)).se


def test_shares_come_first_and_stop_everything(product):
    experiment = title_test(product)
    arms = {arm.place: arm for arm in experiment.arms.all()}
    for place, count in ((0, 150), (1, 60)):
        many = User.objects.bulk_create(
            User(email=f"p{place}-{n}@x.test", handle=f"p{place}_{n}", display_name="P") for n in range(count)
        )
        Exposure.objects.bulk_create(
            Exposure(experiment=experiment, arm=arms[place], user=one, first_at=now() - AGO) for one in many
        )
    found = read_out(experiment)
    assert found.is_stopped_by_shares
    assert found.shares.p < 0.001
    assert found.main is None


@pytest.mark.parametrize(
    ("counts", "words"),
    [((0, 0), "Nobody has seen it yet."), ((4, 0), "arm B"), ((0, 4), "arm A"), ((4, 1), "arm B")],
)
def test_what_is_missing_is_said(product, counts, words):
    experiment = title_test(product)
    for place, count in enumerate(counts):
        seen(experiment, place, count)
    with translation.override("en"):
        found = read_out(experiment)
    assert words in found.missing
    assert found.main is None


def test_a_draft_and_one_that_ended_before_anybody_saw_it(product):
    draft = title_test(product, is_started=False)
    with translation.override("en"):
        assert "hasn't begun" in read_out(draft).missing
        ended = stop(experiment=title_test(make_product()), actor=None)
        assert read_out(ended).missing == "It ended before anybody saw it."


def test_all_zero_is_said_and_no_figure_is_made_up(product):
    experiment = title_test(product, guardrails=("revenue",))
    for place in (0, 1):
        seen(experiment, place, 5)
    found = read_out(experiment)
    assert found.main.missing
    assert [line.mean for line in found.main.lines] == [0.0, 0.0]
    assert all(line.reading is None for line in found.main.lines)
    assert found.guardrails[0].missing


def test_a_control_of_nothing_has_no_lift(product):
    experiment = title_test(product)
    seen(experiment, 0, 5)
    paid(seen(experiment, 1, 5)[0], product, after=HOUR)
    found = read_out(experiment)
    assert found.main.missing
    assert found.main.lines[1].mean == 1 / 5
    assert found.main.lines[1].reading is None


def test_guardrails_say_when_something_got_worse(product):
    experiment = title_test(product, guardrails=("revenue",))
    a, b = seen(experiment, 0, 40), seen(experiment, 1, 40)
    for one in (*a[:38], *b[:8]):
        paid(one, product, after=HOUR)
    found = read_out(stop(experiment=experiment, actor=None))
    assert found.main.harmed
    assert found.guardrails[0].harmed
    assert not found.guardrails[0].missing


def test_active_days_of_the_feed(db):
    ensure_months(now() - timedelta(days=60), now())
    experiment = start(experiment=feed_test(), actor=None)
    product = make_product()
    a, b = seen(experiment, 0, 4), seen(experiment, 1, 4)
    for one in (*a[:1], *b[:3]):
        viewed(one, product, now() - AGO + HOUR, now() - AGO + 2 * HOUR, now() - AGO + 30 * HOUR)
    sums = sums_of(experiment, "active")
    ys = {arm.place: sums[arm.pk].y for arm in experiment.arms.all()}
    assert ys[1] == 3 * ys[0]
    assert ys[0] in {2.0, 3.0}


def test_signs():
    assert (signed(0.1234), signed(-0.05), signed(0)) == ("+12.3%", "−5.0%", "+0.0%")


# ---- coupons ----------------------------------------------------------------------------------------------------


def coupon_test(shop, segment, terms) -> Experiment:
    arms = (ArmDraft("none", 50), ArmDraft("coupon", 50, {"coupon": terms.campaign.key}))
    draft = ExperimentDraft("Coupon", "coupon", "bought", now() + timedelta(days=14), arms, segment=segment)
    return set_up(shop=shop, draft=draft, actor=None)


def test_a_coupon_for_a_part_of_a_segment(db, django_capture_on_commit_callbacks):
    shop = make_shop()
    variant = make_variant(shop=shop, stock=100)
    people = [buyer(variant) for _turn in range(12)]
    silent = buyer(variant, agrees=None)
    terms = make_coupons(shop, taken_by="given").coupon
    experiment = coupon_test(shop, segment_of(shop), terms)
    with django_capture_on_commit_callbacks(execute=True):
        experiment = start(experiment=experiment, actor=None)
    seen_by = dict(Exposure.objects.values_list("user", "arm__place"))
    assert seen_by == {one.pk: arm_at(experiment.salt, one.pk, [50, 50]) for one in people}
    assert set(Coupon.objects.values_list("owner", flat=True)) == {pk for pk, place in seen_by.items() if place}
    assert silent.pk not in seen_by


def test_a_coupon_test_needs_people_in_both_arms(db):
    shop = make_shop()
    buyer(make_variant(shop=shop, stock=100))
    terms = make_coupons(shop, taken_by="given").coupon
    experiment = coupon_test(shop, segment_of(shop), terms)
    with pytest.raises(NobodyToTry):
        start(experiment=experiment, actor=None)
    experiment.refresh_from_db()
    assert experiment.state == "draft"
    assert not Exposure.objects.exists()
