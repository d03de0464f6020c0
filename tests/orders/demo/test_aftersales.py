"""Cases of the demo: in every state, and as true to the rules as if the services had been called."""

from __future__ import annotations

import pytest

from config.kernel.demo import World
from config.kernel.files import private_files
from orders.aftersales.models import Case, CasePhoto, CaseStatus, CaseStep
from orders.aftersales.moves import ALLOWED
from orders.checkout.models import Order, OrderStatus
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db


def test_cases_in_every_state_keep_every_promise(world: World) -> None:
    assert_all_is_well()
    assert set(Case.objects.values_list("status", flat=True)) == set(CaseStatus.values)
    for case in Case.objects.prefetch_related("steps"):
        steps = list(case.steps.all())
        assert steps[-1].to_status == case.status
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert steps[-1].at <= world.now
        for step in steps[1:]:
            assert step.side in ALLOWED[step.from_status][step.to_status]
    photo = CasePhoto.objects.first()
    assert photo is not None
    assert private_files().exists(photo.file)
    assert CaseStep.objects.exclude(words="").count() > 20
    assert Order.objects.filter(open_cases__gt=0).exclude(status=OrderStatus.CLOSED).exists()
