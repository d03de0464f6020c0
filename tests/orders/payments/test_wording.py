"""Every reason a message is refused for has words, and so has every state it may lead to."""

from __future__ import annotations

import re

from django.conf import settings

from orders.payments.services import hearing
from orders.payments.services.reversing import REVERSED
from orders.payments.wording import OUTCOMES, REFUSALS

PAYMENTS = settings.BASE_DIR / "orders" / "payments"


def test_every_reason_has_words():
    code = "".join(file.read_text("utf-8") for file in PAYMENTS.rglob("*.py"))
    reasons = set(re.findall(r'(?:BadNotice|TooLarge|note_refused)\((?:gateway=gateway, )?why="([^"]+)"', code))
    assert len(reasons) >= 10
    assert reasons == set(REFUSALS)


def test_every_outcome_has_words():
    assert {hearing.IGNORED, hearing.DIFFERS, REVERSED} <= set(OUTCOMES)
