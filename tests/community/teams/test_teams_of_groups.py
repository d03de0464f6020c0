"""Buying together inside a group: the team finds its group, orders know nothing of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from community.groups.errors import MembersOnly
from community.teams.models import TeamOfGroup, TeamWish
from community.teams.selectors import teams_open_in
from community.teams.services import claim_team, follow_merge, wish_team
from config.kernel.clock import now
from orders.groupbuy.models import GroupTeam
from tests.factories.accounts import UserFactory
from tests.factories.groupbuy import join, make_campaign, make_team, variant_of
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db


def test_who_starts_a_team_in_a_group_finds_it_there(client, django_capture_on_commit_callbacks):
    client.cookies["django_language"] = "en"
    group, campaign = make_group(), make_campaign()
    leader, other = let_in(group), let_in(group)
    client.force_login(leader)
    home = f"/groups/{group.slug}/teams/"
    assert 'data-test="team-offer"' in client.get(home).content.decode()
    assert 'data-test="start-team"' in client.get(f"{home}{campaign.key}/").content.decode()
    sent = client.post(f"{home}{campaign.key}/", {"variant": variant_of(campaign).key})
    assert (sent.status_code, sent.headers["Location"]) == (307, f"/group/{campaign.key}/")
    on = client.post(sent.headers["Location"], {"variant": variant_of(campaign).key})
    assert on.headers["Location"].startswith("/checkout/?deal=")
    with django_capture_on_commit_callbacks(execute=True):
        team = make_team(campaign, leader=leader)
    assert TeamOfGroup.objects.get().team == team
    assert not TeamWish.objects.exists()
    client.force_login(other)
    shown = client.get(f"{home}open/").content.decode()
    assert f"/teams/{team.token}/" in shown
    assert [one["token"] for one in client.get(f"/api/v1{home}").json()] == [team.token]


def test_a_team_started_elsewhere_or_much_later_is_no_team_of_the_group():
    group, campaign = make_group(), make_campaign()
    leader = let_in(group)
    stranger = make_team(campaign)
    assert claim_team(team_id=stranger.pk) is None
    wish_team(group=group, user=leader, campaign=campaign)
    with time_machine.travel(now() + timedelta(hours=2)):
        assert claim_team(team_id=make_team(campaign, leader=leader).pk) is None
    assert not TeamOfGroup.objects.exists()


def test_the_last_group_one_came_from_counts_and_claiming_twice_is_once():
    one, two, campaign = make_group(), make_group(address="second"), make_campaign()
    leader = let_in(one)
    let_in(two, leader)
    wish_team(group=one, user=leader, campaign=campaign)
    wish_team(group=two, user=leader, campaign=campaign)
    team = make_team(campaign, leader=leader)
    claim_team(team_id=team.pk)
    claim_team(team_id=team.pk)
    assert TeamOfGroup.objects.get().group == two


def test_who_is_not_in_starts_nothing_and_a_private_groups_teams_are_its_own(client):
    group, campaign = make_group(visibility="private"), make_campaign()
    person = UserFactory()
    with pytest.raises(MembersOnly):
        wish_team(group=group, user=person, campaign=campaign)
    client.force_login(person)
    for path in ("", "open/", f"{campaign.key}/"):
        assert client.get(f"/groups/{group.slug}/teams/{path}").status_code == 404
    assert client.post(f"/groups/{group.slug}/teams/{campaign.key}/").status_code == 404
    assert client.get(f"/api/v1/groups/{group.slug}/teams/").status_code == 404
    public = make_group(address="in-the-open")
    sent = client.post(f"/groups/{public.slug}/teams/{campaign.key}/", {"variant": variant_of(campaign).key})
    assert sent.headers["Location"] == f"/groups/{public.slug}/teams/"
    wish = {"campaign": campaign.key}
    assert client.post(f"/api/v1/groups/{public.slug}/teams/", wish, content_type="application/json").status_code == 403
    assert not TeamWish.objects.exists()


def test_a_merge_keeps_the_group():
    group, campaign = make_group(), make_campaign()
    team, other = make_team(campaign), make_team(campaign)
    TeamOfGroup.objects.create(group=group, team=team)
    follow_merge(team_id=other.pk, merged_team_id=team.pk)
    follow_merge(team_id=other.pk, merged_team_id=team.pk)
    follow_merge(team_id=team.pk, merged_team_id=make_team(campaign).pk)
    assert set(TeamOfGroup.objects.values_list("group", "team")) == {(group.pk, team.pk), (group.pk, other.pk)}


def test_open_teams_cost_the_same_for_one_and_five(client, django_assert_num_queries):
    group, campaign = make_group(), make_campaign()
    client.force_login(let_in(group))

    def another() -> GroupTeam:
        team = make_team(campaign)
        TeamOfGroup.objects.create(group=group, team=team)
        return team

    team = another()
    client.get(f"/groups/{group.slug}/teams/")
    with django_assert_num_queries(10):
        client.get(f"/groups/{group.slug}/teams/")
    join(team)
    for _n in range(4):
        another()
    with django_assert_num_queries(10):
        client.get(f"/groups/{group.slug}/teams/")
    assert len(teams_open_in(group, UserFactory())) == 5
