"""Who is in which arm, what shoppers see, and that it is written down once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from analytics.experiments import assigning
from analytics.experiments import running as pages
from analytics.experiments.assigning import arm_at
from analytics.experiments.errors import AnotherRuns, ArmsIncomplete, EndsTooEarly, NotOnSale, SameTitle, WrongState
from analytics.experiments.models import Arm, Experiment, Exposure
from analytics.experiments.running import order_of_feed, running, see, titles_for, variant_of
from analytics.experiments.services import (
    ArmDraft,
    ExperimentDraft,
    decide,
    delete_draft,
    set_up,
    start,
    stop,
    stop_due,
)
from catalog.products.models import ListingStatus, Product
from config.kernel.clock import now
from content.feed.orders import USUAL, order_for
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_product

OTHER = "手作青瓷茶杯 礼盒装"


@pytest.fixture
def product(db) -> Product:
    return make_product(title="青瓷茶杯")


def title_test(product: Product, *, is_started: bool = True, **fields) -> Experiment:
    arms = (ArmDraft(product.title, 50), ArmDraft(OTHER, 50, {"title": OTHER}))
    usual = {"name": "Title", "subject": "title", "metric": "bought", "ends_at": now() + timedelta(days=14)}
    draft = ExperimentDraft(**(usual | {"arms": arms, "product": product} | fields))
    experiment = set_up(shop=product.shop, draft=draft, actor=None)
    if is_started:
        experiment = start(experiment=experiment, actor=None)
        cache.clear()
    return experiment


def feed_test(**fields) -> Experiment:
    arms = (ArmDraft("usual", 50), ArmDraft("fresher", 50, {"order": "fresher"}))
    usual = {"name": "Feed", "subject": "feed", "metric": "active", "ends_at": now() + timedelta(days=14)}
    return set_up(shop=None, draft=ExperimentDraft(**(usual | {"arms": arms} | fields)), actor=None)


def people_of_both(experiment: Experiment):
    """Somebody of A and somebody of B."""
    found = {}
    while len(found) < 2:
        person = UserFactory()
        found.setdefault(arm_at(experiment.salt, person.pk, [50, 50]), person)
    return found[0], found[1]


# ---- assignment -------------------------------------------------------------------------------------------------


def test_the_same_person_is_in_the_same_arm_in_every_process():
    code = (
        "from analytics.experiments.assigning import arm_at; print([arm_at('SALT', n, [1, 2, 1]) for n in range(40)])"
    )
    outside = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert outside.stdout.strip() == str([arm_at("SALT", n, [1, 2, 1]) for n in range(40)])


def test_arms_get_their_weights_and_salts_are_strangers():
    counts = Counter(arm_at("A", n, [1, 3]) for n in range(20_000))
    assert abs(counts[0] - 5_000) < 300
    both = Counter((arm_at("A", n, [1, 1]), arm_at("B", n, [1, 1])) for n in range(20_000))
    assert all(abs(count - 5_000) < 300 for count in both.values())


def test_every_place_has_an_arm(monkeypatch):
    for place in (0, assigning.SPACE - 1, assigning.SPACE // 3):
        monkeypatch.setattr(assigning, "place_of", lambda *_args, p=place: p)
        assert assigning.arm_at("x", 1, [1, 1, 1]) == (2 if place == assigning.SPACE - 1 else 0)


# ---- what shoppers see ------------------------------------------------------------------------------------------


def reader(user=None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def test_shoppers_see_their_title_on_the_page_and_in_lists_and_it_stays(product):
    experiment = title_test(product)
    one, two = people_of_both(experiment)
    for _visit in range(2):
        for person, title in ((one, product.title), (two, OTHER)):
            client = reader(person)
            for path in (f"/products/{product.slug}/", "/products/"):
                page = client.get(path).content.decode()
                assert title in page
                assert (OTHER in page) == (person is two)
    rows = dict(Exposure.objects.values_list("user", "arm__place"))
    assert rows == {one.pk: 0, two.pk: 1}


def test_guests_see_the_usual_title_and_are_not_counted(product):
    title_test(product)
    assert OTHER not in reader().get(f"/products/{product.slug}/").content.decode()
    assert not Exposure.objects.exists()


def test_after_the_end_everybody_sees_the_usual_title(product):
    experiment = title_test(product)
    _one, two = people_of_both(experiment)
    assert titles_for(two.pk, [product.pk]) == {product.pk: OTHER}
    stop(experiment=experiment, actor=None)
    cache.clear()
    assert titles_for(two.pk, [product.pk]) == {}
    late = title_test(make_product())
    Experiment.objects.filter(pk=late.pk).update(ends_at=now() - timedelta(seconds=1))
    cache.clear()
    assert running() == []
    assert stop_due() == 1
    late.refresh_from_db()
    assert late.state == "stopped"


def test_nothing_is_read_from_the_database_for_who_was_seen(product, django_assert_num_queries):
    experiment = title_test(product)
    _one, two = people_of_both(experiment)
    titles_for(two.pk, [product.pk])
    with django_assert_num_queries(0):
        assert titles_for(two.pk, [product.pk]) == {product.pk: OTHER}
        assert titles_for(None, [product.pk]) == {}


def test_when_it_breaks_everybody_sees_the_control(product, monkeypatch):
    experiment = title_test(product)
    _one, two = people_of_both(experiment)

    def broken(*_args, **_more):
        raise RuntimeError("no cache, no database")

    monkeypatch.setattr(pages, "_read", broken)
    assert titles_for(two.pk, [product.pk]) == {}
    assert order_of_feed(two.pk) == ""
    monkeypatch.undo()
    monkeypatch.setattr(pages, "write_exposures", broken)
    assert titles_for(two.pk, [product.pk]) == {product.pk: OTHER}
    monkeypatch.undo()
    titles_for(two.pk, [product.pk])
    assert Exposure.objects.count() == 1


def test_the_feed_stands_in_the_order_of_the_arm(db):
    experiment = start(experiment=feed_test(), actor=None)
    cache.clear()
    one, two = people_of_both(experiment)
    assert order_for(one) == USUAL
    assert order_for(two).name == "fresher"
    for person in (one, two):
        assert reader(person).get("/").status_code == 200
    assert Exposure.objects.filter(experiment=experiment).count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_visits_at_once_are_one_exposure(race):
    experiment = title_test(make_product())
    person = UserFactory()
    [found] = running()

    def visit(_turn):
        cache.delete(f"experiments:seen:{experiment.pk}:{person.pk}")
        return see(found, person.pk).pk

    outcomes = race(visit, range(6))
    assert len(set(outcomes)) == 1
    assert Exposure.objects.filter(experiment=experiment, user=person).count() == 1


# ---- states -----------------------------------------------------------------------------------------------------


def test_one_way_from_draft_to_decided(product):
    experiment = title_test(product, is_started=False)
    for refused in (stop, lambda **more: decide(arm=None, note="", **more)):
        with pytest.raises(WrongState):
            refused(experiment=experiment, actor=None)
    experiment = start(experiment=experiment, actor=None)
    with pytest.raises(WrongState):
        start(experiment=experiment, actor=None)
    with pytest.raises(WrongState):
        delete_draft(experiment=experiment)
    experiment = stop(experiment=experiment, actor=None)
    chosen = experiment.arms.get(place=1)
    experiment = decide(experiment=experiment, arm=chosen, note="sells", actor=None)
    product.refresh_from_db()
    assert (experiment.state, experiment.choice, product.title) == ("decided", chosen, OTHER)
    with pytest.raises(WrongState):
        stop(experiment=experiment, actor=None)


@pytest.mark.parametrize("change", [{"state": "draft"}, {"state": "decided"}, {"salt": "OTHER"}, {"metric": "orders"}])
def test_the_database_keeps_the_way_and_the_question(product, change):
    experiment = title_test(product)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.filter(pk=experiment.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Arm.objects.filter(experiment=experiment).update(weight=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Arm.objects.create(experiment=experiment, place=2, name="late")


def test_what_cannot_be_tried_is_refused(product):
    with pytest.raises(EndsTooEarly):
        title_test(product, ends_at=now() - timedelta(minutes=1))
    with pytest.raises(SameTitle):
        title_test(product, arms=(ArmDraft("A"), ArmDraft("B", 50, {"title": product.title})))
    for arms in (
        (ArmDraft("A"),),
        (ArmDraft("A"), ArmDraft("B")),
        (ArmDraft("A", 0), ArmDraft("B", 5, {"title": "x"})),
    ):
        with pytest.raises(ArmsIncomplete):
            title_test(product, arms=arms)
    draft = title_test(product, is_started=False)
    Experiment.objects.filter(pk=draft.pk).update(ends_at=now() - timedelta(days=1))
    with pytest.raises(EndsTooEarly):
        start(experiment=draft, actor=None)
    hidden = make_product(status=ListingStatus.DRAFT)
    with pytest.raises(NotOnSale):
        title_test(hidden)
    draft.refresh_from_db()
    assert (draft.state, draft.started_at) == ("draft", None)


def test_one_experiment_of_a_thing_at_a_time(product):
    title_test(product)
    with pytest.raises(AnotherRuns):
        title_test(product)
    start(experiment=feed_test(), actor=None)
    with pytest.raises(AnotherRuns):
        start(experiment=feed_test(), actor=None)
    title_test(make_product())


def test_a_variant_can_be_asked_for_without_being_seen(product):
    experiment = title_test(product)
    [found] = running()
    person = UserFactory()
    assert variant_of(found, person.pk) == variant_of(found, person.pk)
    assert variant_of(found, None).is_control
    assert not Exposure.objects.filter(experiment=experiment).exists()
