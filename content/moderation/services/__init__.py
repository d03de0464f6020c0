"""What is done: `reporting` (something is wrong), `deciding` (moderators), `strikes` (people), `appealing`, `legal`."""

from content.moderation.services.appealing import appeal, decide_appeal
from content.moderation.services.deciding import Verdict, claim, decide, expire_old, release
from content.moderation.services.legal import NoticeDraft, give_notice, refer
from content.moderation.services.reporting import report, watch
from content.moderation.services.strikes import set_level

__all__ = [
    "NoticeDraft",
    "Verdict",
    "appeal",
    "claim",
    "decide",
    "decide_appeal",
    "expire_old",
    "give_notice",
    "refer",
    "release",
    "report",
    "set_level",
    "watch",
]
