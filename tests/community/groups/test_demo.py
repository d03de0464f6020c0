"""The groups of the demo hold what they promise."""

from __future__ import annotations

import pytest
from django.db.models import Count, F

from accounts import demo as people
from community.activities.models import Lottery
from community.activities.proof import commitment, entries_hash, ranked
from community.activities.selectors import proof_of
from community.demo.groups import PLANS, seed
from community.groups.models import Group, JoinRequest
from config.kernel.demo import World

pytestmark = pytest.mark.django_db


def test_groups_with_people_rules_polls_and_lotteries_that_can_be_checked(
    settings, tmp_path, django_assert_max_num_queries
):
    settings.MEDIA_ROOT = tmp_path
    world = World()
    people.seed(world)
    with django_assert_max_num_queries(180):
        seed(world)
    assert Group.objects.count() == len(PLANS)
    assert not Group.objects.annotate(n=Count("members")).exclude(n=F("members_count")).exists()
    assert JoinRequest.objects.count() == 3
    for lottery in Lottery.objects.filter(state="paid"):
        proof = proof_of(lottery)
        assert commitment(proof["server_seed"]) == proof["commit_hash"]
        assert entries_hash(proof["entries"]) == proof["entries_hash"]
        order = ranked(proof["server_seed"], proof["public_value"], lottery.key, proof["entries"])
        assert [key for _score, key in order[:3]] == proof["drawn"]
    before = list(Group.objects.values_list("slug", "invite_code"))
    seed(world)
    assert list(Group.objects.values_list("slug", "invite_code")) == before
