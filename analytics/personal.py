"""What people did and what they are worth, and what becomes of it when they leave."""

from __future__ import annotations

from accounts.privacy.registry import WORK, business, deletes, special, stays
from analytics.experiments.models import Experiment, Exposure
from analytics.rollups.erasing import forget_behaviour
from analytics.rollups.models import ShopDay
from analytics.segments.models import AudienceMember, Handout, HandoutPerson, Segment
from analytics.tracking.models import Actor, Event
from analytics.value.models import CustomerValue

special(Actor, "user", erase=forget_behaviour, export=("since",), why="events and days go with their actor")
deletes(Event, "actor__user", export=("happened_at", "name", "object_kind", "object_id"))
business(ShopDay, why="sums; nobody is in them")
deletes(CustomerValue, "user", export=("group", "days_since", "orders", "net_cents", "p_alive"))
deletes(AudienceMember, "user", export=("segment__name",))
deletes(HandoutPerson, "user", export=("outcome",))
stays(Segment, "made_by", why=WORK)
stays(Handout, "made_by", why=WORK)
deletes(Exposure, "user", export=("experiment__name", "arm__name", "first_at"))
stays(Experiment, "made_by", why=WORK)
