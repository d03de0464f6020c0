"""What is said about teams, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from orders.groupbuy.models import EndReason, GroupLog, GroupTeam, LogKind, TeamStatus
from orders.groupbuy.selectors.campaigns import Caution

LOG_WORDS: Mapping[str, Promise] = {
    LogKind.OPENED: _("%(who)s opened the team"),
    LogKind.JOINED: _("%(who)s took a seat"),
    LogKind.PAID: _("%(who)s paid"),
    LogKind.LAPSED: _("%(who)s didn't pay in time; the seat is free again"),
    LogKind.LEFT: _("%(who)s left; the money goes back"),
    LogKind.LEAD_PASSED: _("%(who)s leads the team now"),
    LogKind.MERGED: _("Two teams became one"),
    LogKind.SUCCEEDED: _("The team is complete"),
    LogKind.EXPIRED: _("Not filled in time; everybody is refunded"),
    LogKind.ENDED: _("Ended by the platform; everybody is refunded"),
    LogKind.GIVEN_UP: _("The last one left; the team is over"),
    LogKind.REFUNDED: _("%(who)s has the money back"),
}
LOG_ICONS: Mapping[str, str] = {
    LogKind.OPENED: "flag",
    LogKind.JOINED: "armchair",
    LogKind.PAID: "circle-check",
    LogKind.LAPSED: "clock",
    LogKind.LEFT: "log-out",
    LogKind.LEAD_PASSED: "crown",
    LogKind.MERGED: "merge",
    LogKind.SUCCEEDED: "party-popper",
    LogKind.EXPIRED: "hourglass",
    LogKind.ENDED: "shield-alert",
    LogKind.GIVEN_UP: "door-closed",
    LogKind.REFUNDED: "undo-2",
}
ENDINGS: Mapping[str, Promise] = {
    EndReason.EXPIRED: _("The time was over before the team was full. Everybody gets all of their money back."),
    EndReason.LEFT: _("The last one left, so the team is over."),
    EndReason.UNOPENED: _("It was never paid for, so the team was never opened."),
    EndReason.STAFF: _("The platform ended this team. Everybody gets all of their money back."),
}
STATE_KINDS: Mapping[str, str] = {
    TeamStatus.FORMING: "wait",
    TeamStatus.OPEN: "go",
    TeamStatus.SUCCEEDED: "good",
}
WARNINGS: Mapping[str, Promise] = {
    "steep": _("“%(label)s” is %(percent)s%% cheaper in a team. Is that meant?"),
    "little_stock": _("Only %(left)s in stock, fewer than one team of %(size)s needs."),
    "short": _("Teams have only %(hours)s h. Most friends answer within a day."),
    "unpriced": ngettext_lazy(
        "%(count)s choice has no team price and is only sold alone.",
        "%(count)s choices have no team price and are only sold alone.",
        "count",
    ),
    "not_on_sale": _("The product isn't on sale, so nobody sees the campaign yet."),
}


@dataclass(frozen=True)
class LogLine:
    """A line of the public log as pages show it."""

    text: str
    icon: str
    row: GroupLog


def log_line(row: GroupLog) -> LogLine:
    return LogLine(str(LOG_WORDS[row.kind]) % {"who": row.who}, LOG_ICONS[row.kind], row)


def ending(team: GroupTeam) -> str:
    return str(ENDINGS.get(team.end_reason, ""))


def warning_text(warning: Caution) -> str:
    return str(WARNINGS[warning.code] % dict(warning.details))
