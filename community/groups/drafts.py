"""What a group shall be, before it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from django.core.files.uploadedfile import UploadedFile

from community.groups.models import JoinMode, Visibility

ZONES = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
    "UTC",
)


@dataclass(frozen=True)
class GroupDraft:
    name: str
    about: str = ""
    visibility: str = Visibility.PUBLIC
    join_mode: str = JoinMode.OPEN
    questions: Sequence[str] = field(default_factory=tuple)
    zone: str = "Asia/Shanghai"
    slow_seconds: int = 0
    cover: UploadedFile[Any] | None = None


def is_zone(name: str) -> bool:
    return name in ZONES or name in available_timezones()
