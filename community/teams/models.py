"""Teams started in a group. Orders know no groups: this table knows which team belongs to which."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.groups.models import Group
from config.kernel.clock import now
from orders.groupbuy.models import GroupCampaign, GroupTeam


class TeamWish(models.Model):
    """Somebody went from a group to the checkout of a new team. The last one of a person and campaign counts."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(GroupCampaign, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "campaign"], name="team_wish_last_one_counts")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.user_id} {self.campaign_id}"


class TeamOfGroup(models.Model):
    """A team that was started in a group, for as long as there are both."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="teams")
    team = models.OneToOneField(GroupTeam, on_delete=models.CASCADE, related_name="started_in")
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("team of a group")
        verbose_name_plural = _("teams of groups")
        indexes = [models.Index(fields=["group", "-id"], name="team_of_group_newest")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.team_id}"
