"""What experiments refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class WrongState(DomainError):
    """Draft, running, stopped, decided: one way, one step at a time."""

    code = "experiment_wrong_state"
    message = _("That isn't possible while the experiment is in this state.")


class EndsTooEarly(Invalid):
    code = "experiment_ends_before_it_begins"
    message = _("The end lies in the past, so it would be over before it begins. Choose a later end.")


class ArmsIncomplete(Invalid):
    code = "experiment_arms_incomplete"
    message = _("An experiment needs at least two arms, each with a weight, that show different things.")


class AnotherRuns(DomainError):
    """Two tests of one thing would spoil each other."""

    code = "experiment_another_runs"
    message = _("Another experiment about the same thing is running. Stop it first.")


class NotOnSale(DomainError):
    code = "experiment_product_not_on_sale"
    message = _("Only a product that is on sale can be tested.")


class SameTitle(Invalid):
    code = "experiment_same_title"
    message = _("The other title must differ from the one it has.")


class NobodyToTry(DomainError):
    """A coupon test needs people in both arms who want personal offers."""

    code = "experiment_nobody_to_try"
    message = _("Too few people of this segment want personal offers; both arms need somebody.")
