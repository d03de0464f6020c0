"""People of a trust level."""

from __future__ import annotations

from typing import Any

from community.conduct.services import change_standing
from tests.factories.accounts import UserFactory


def known(level: int = 1, **fields: Any) -> Any:
    """Somebody who isn't quite new any more: writes to strangers (1), invites friends (2)."""
    person = UserFactory(**fields)
    change_standing(person_id=person.pk, level=level)
    return person
