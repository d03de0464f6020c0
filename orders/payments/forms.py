"""What merchants and operators type about money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.addresses import regions
from orders.freight.forms import YuanField, prefix_of, yuan
from orders.payments.gateways.mood import CALLS, Fault
from orders.payments.models import CashRule, RefundTo

CALL_WORDS = {
    "create": _("open a payment"),
    "query": _("say how a payment stands"),
    "close": _("close a payment"),
    "capture": _("take held money"),
    "void": _("let held money go"),
    "refund": _("give money back"),
}


class CashRuleForm(forms.Form):
    """Whether a shop sends against cash, up to how much and where."""

    is_on = forms.BooleanField(label=_("Send against cash"), required=False)
    most_cents = YuanField(label=_("Up to ¥ an order"), help_text=_("Larger orders are paid beforehand."))
    regions = forms.MultipleChoiceField(
        label=_("Only to these regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing for everywhere you send to."),
    )

    def __init__(self, data: Any = None, *, rule: CashRule) -> None:
        start = {"is_on": rule.is_on, "most_cents": yuan(rule.most_cents), "regions": rule.regions}
        super().__init__(data, initial=start)
        choices = [(prefix_of(one.code), one.label) for one in regions.provinces()]
        self.fields["regions"].choices = choices  # type: ignore[attr-defined]  # it is the field above

    def clean_most_cents(self) -> int:
        most: int = self.cleaned_data["most_cents"]
        if not 0 < most <= settings.CASH_MOST_CENTS:
            top = yuan(settings.CASH_MOST_CENTS)
            raise forms.ValidationError(_("Between ¥0.01 and ¥%(most)s.") % {"most": top})
        return most


class CreditForm(forms.Form):
    """Goodwill for one person."""

    email = forms.EmailField(label=_("E-mail of the person"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    amount = YuanField(label=_("Amount in ¥"))
    reason = forms.CharField(
        label=_("Reason"), min_length=4, max_length=200, help_text=_("The person reads it in their wallet.")
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=32)


class WishForm(forms.Form):
    to = forms.ChoiceField(
        label=_("Refunds go"),
        choices=[(RefundTo.SOURCE, _("Back to where I paid from")), (RefundTo.WALLET, _("Into my wallet, at once"))],
        widget=forms.RadioSelect,
    )


class FaultForm(forms.Form):
    """What the sandbox does wrong next; only in the demo."""

    call = forms.ChoiceField(label=_("When asked to"), choices=[(name, CALL_WORDS[name]) for name in CALLS])
    fault = forms.ChoiceField(
        label=_("the sandbox"),
        choices=[
            (Fault.DOWN, _("does not answer")),
            (Fault.BROKEN, _("answers with an error")),
            (Fault.MALFORMED, _("answers nonsense")),
            (Fault.SLOW, _("is slow")),
            (Fault.DONE_UNSAID, _("does it, but doesn't say so")),
        ],
    )
    times = forms.IntegerField(label=_("How many times"), min_value=1, max_value=50, initial=3)
