"""Timers of after-sales."""

from __future__ import annotations

import logging

from celery import shared_task

from config.kernel.errors import DomainError
from orders.aftersales.models import Case
from orders.aftersales.selectors import due_cases
from orders.aftersales.services import pass_deadline

log = logging.getLogger(__name__)


@shared_task(name="orders.pass_case_deadlines", time_limit=300)
def pass_case_deadlines() -> int:
    """Silence counts as an answer; a case that can't be moved now does not keep the others waiting."""
    passed = 0
    for pk in due_cases():
        case = Case.objects.select_related("order").get(pk=pk)
        try:
            passed += pass_deadline(case=case)
        except DomainError as trouble:
            log.warning("Case %s can't be moved yet: %s", case.number, trouble)
    return passed
