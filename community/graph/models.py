"""Follows, blocks and mutes between people, and what each lets others see."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now

MOST_FOLLOWED = 2_000


class Follow(models.Model):
    """One person wants to see what another makes."""

    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="following", db_index=False
    )
    followee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followers", db_index=False
    )
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["follower", "followee"], name="follow_once"),
            models.CheckConstraint(name="follow_somebody_else", condition=~Q(follower=F("followee"))),
        ]
        indexes = [
            models.Index(fields=["followee", "-id"], name="follow_by_followee"),
            models.Index(fields=["follower", "-id"], name="follow_by_follower"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} → {self.followee_id}"


class Block(models.Model):
    """Two people don't meet here any more, because one of them said so."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks", db_index=False
    )
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocked_by")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(name="block_somebody_else", condition=~Q(blocker=F("blocked"))),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} ⊣ {self.blocked_id}"


class Mute(models.Model):
    """One person doesn't want to read another. The other never learns of it."""

    muter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes", db_index=False)
    muted = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")
        constraints = [
            models.UniqueConstraint(fields=["muter", "muted"], name="mute_once"),
            models.CheckConstraint(name="mute_somebody_else", condition=~Q(muter=F("muted"))),
        ]

    def __str__(self) -> str:
        return f"{self.muter_id} | {self.muted_id}"


class Network(models.Model):
    """How many a person follows and is followed by.

    `following` is exact: only its own person moves it, and never past the most. Followers may come by the thousand at
    once, so they are written as `FollowerStep`s and added up by a task; the two together are exact at every instant.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="network"
    )
    following = models.PositiveIntegerField(default=0)
    followers = models.PositiveIntegerField(default=0, help_text="without the steps that are not added up yet")

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        constraints = [
            models.CheckConstraint(name="network_follows_so_many", condition=Q(following__lte=MOST_FOLLOWED)),
        ]
        indexes = [models.Index(fields=["-followers", "person"], name="network_by_followers")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.following} / {self.followers}"


class FollowerStep(models.Model):
    """One follower more or less, waiting to be added up."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    change = models.SmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="follower_step_is_one", condition=Q(change__in=[-1, 1]))]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.change:+d}"


class PersonSettings(models.Model):
    """What a person lets others see. Whoever never answered has the defaults; purchases are shared when asked for."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="person_settings"
    )
    hide_network = models.BooleanField(_("Keep my network to myself"), default=False)
    share_purchases = models.BooleanField(_("Let my followers see what I bought"), default=False)
    allow_suggest = models.BooleanField(_("Suggest me to others"), default=True)

    class Meta:
        verbose_name = _("settings of a person")
        verbose_name_plural = _("settings of people")

    def __str__(self) -> str:
        return str(self.person_id)


class DismissedSuggestion(models.Model):
    """Somebody who shall not be suggested to a person again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "person"], name="suggestion_dismissed_once")]

    def __str__(self) -> str:
        return f"{self.user_id} × {self.person_id}"
