"""Teams that open or merge find their group."""

from __future__ import annotations

from community.teams.services import claim_team, follow_merge
from config.kernel.events import subscribe
from orders.groupbuy.events import TeamOpened, TeamsMerged


@subscribe(TeamOpened)
def find_group(event: TeamOpened) -> None:
    claim_team(team_id=event.team_id)


@subscribe(TeamsMerged)
def keep_group(event: TeamsMerged) -> None:
    follow_merge(team_id=event.team_id, merged_team_id=event.merged_team_id)
