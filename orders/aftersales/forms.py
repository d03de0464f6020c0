"""What buyers, shops and operators write into a case."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Carrier
from config.kernel.errors import DomainError
from config.kernel.pictures import PicturesField
from config.kernel.templatetags.hetang import cents as in_words
from orders.aftersales.claims import REASONS_SHIPPED, REASONS_UNSHIPPED, Options
from orders.aftersales.models import Case, CaseKind, CaseReason
from orders.aftersales.selectors import replacements_for
from orders.aftersales.services import Verdict, Wish
from orders.aftersales.services.holding import MOST_PHOTOS, MOST_WORDS
from orders.checkout.models import Order, OrderLine
from orders.freight.forms import YuanField, yuan
from orders.fulfilment.selectors import open_carriers

UNSHIPPED = "unshipped"


def words_field(label: Any, *, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=MOST_WORDS,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def photos_field() -> PicturesField:
    return PicturesField(
        label=_("Pictures"),
        most=MOST_PHOTOS,
        required=False,
        help_text=_("Up to 6. Only you, the other side and the platform see them; where they were taken is removed."),
    )


class QuantityField(forms.IntegerField):
    """Pieces in plain digits; full-width digits are digits too."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class ApplyForm(forms.Form):
    """What is wanted, of which pieces, and why. One quantity field a line: `quantity_<line>`."""

    kind = forms.ChoiceField(label=_("What would you like?"), choices=[], widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why?"), choices=[("", _("Choose a reason")), *CaseReason.choices])
    asked_cents = YuanField(label=_("How much should go back, in ¥"), required=False)
    words = words_field(_("In your words"))
    photos = photos_field()

    def __init__(self, *args: Any, order: Order, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order, self.options = order, options
        self.fields["kind"].choices = self._kinds()  # type: ignore[attr-defined]  # it is the field above
        self.fields["asked_cents"].help_text = _("Leave it empty for all that was paid for these pieces.")
        self.fields["reason"].choices = self._reasons()  # type: ignore[attr-defined]  # it is the field above
        self.chosen_lines = [line for line in options.lines if options.most(line)]
        for line in self.chosen_lines:
            self._add_line(line)

    def _kinds(self) -> list[tuple[str, Any]]:
        kinds: list[tuple[str, Any]] = []
        if self.options.has_unshipped:
            kinds.append((UNSHIPPED, _("Money back for what hasn't been shipped")))
        if self.options.has_shipped:
            kinds += [
                (CaseKind.RETURN, _("Send it back and get the money")),
                (CaseKind.REFUND, _("Money back, and I keep it or never got it")),
                (CaseKind.EXCHANGE, _("Exchange it")),
            ]
        return kinds

    def _reasons(self) -> list[tuple[str, Any]]:
        possible = {*(REASONS_UNSHIPPED if self.options.has_unshipped else ())}
        possible |= {*(REASONS_SHIPPED if self.options.has_shipped else ())}
        return [("", _("Choose a reason")), *((one.value, one.label) for one in CaseReason if one in possible)]

    def _add_line(self, line: OrderLine) -> None:
        is_only = len(self.chosen_lines) == 1
        self.fields[f"quantity_{line.pk}"] = QuantityField(
            label=_("Pieces of “%(title)s”") % {"title": line.title},
            min_value=0,
            max_value=self.options.most(line),
            initial=self.options.most(line) if is_only else 0,
            required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-test": "aftersale-quantity"}),
        )
        if not self.options.has_shipped:
            return
        others = replacements_for(line)
        if len(others) > 1:
            self.fields[f"replacement_{line.pk}"] = forms.ChoiceField(
                label=_("Exchange for"),
                choices=[(variant.key, variant.label or line.title) for variant in others],
                required=False,
            )

    def lines(self) -> list[tuple[OrderLine, int, forms.BoundField, forms.BoundField | None]]:
        """Each line with how many there are, its quantity and what it can be exchanged for."""
        return [
            (
                line,
                self.options.most(line),
                self[f"quantity_{line.pk}"],
                self[f"replacement_{line.pk}"] if f"replacement_{line.pk}" in self.fields else None,
            )
            for line in self.chosen_lines
        ]

    @property
    def wish(self) -> Wish:
        clean = self.cleaned_data
        is_unshipped = clean["kind"] == UNSHIPPED
        return Wish(
            kind=CaseKind.REFUND if is_unshipped else clean["kind"],
            reason=clean["reason"],
            pieces={line.pk: clean.get(f"quantity_{line.pk}") or 0 for line in self.chosen_lines},
            words=clean["words"],
            asked_cents=None if clean["kind"] == CaseKind.EXCHANGE else clean["asked_cents"],
            is_unshipped=is_unshipped,
            replacements={
                line.pk: clean[name] for line in self.chosen_lines if clean.get(name := f"replacement_{line.pk}")
            },
        )


class WordsForm(forms.Form):
    """An answer without more."""

    words = words_field(_("A word to the other side"))


class ReasonForm(forms.Form):
    """An answer that needs a reason, with pictures if there are any."""

    words = words_field(_("Why"), required=True, hint=_("The other side and the platform read it."))
    photos = photos_field()


class NoteForm(forms.Form):
    words = words_field(_("Say more"))
    photos = photos_field()


class OfferForm(forms.Form):
    cents = YuanField(label=_("Give back, in ¥"))
    words = words_field(_("Why this much"), required=True)


class ReceiveForm(forms.Form):
    """The goods are as they should be; which of them go on sale again."""

    shelf = forms.MultipleChoiceField(
        label=_("Back on the shelf"),
        required=False,
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what can be sold again; its stock goes up."),
    )
    words = words_field(_("A word to the other side"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shelf"].choices = [  # type: ignore[attr-defined]  # it is the field above
            (str(part.pk), f"{part.line.title} {part.line.label} × {part.quantity}")
            for part in case.lines.all()
            if part.line.variant_id
        ]

    @property
    def shelved(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["shelf"]]


class WaybillForm(forms.Form):
    carrier = forms.ModelChoiceField(
        label=_("Carrier"), queryset=Carrier.objects.none(), to_field_name="code", empty_label=None
    )
    waybill = forms.CharField(
        label=_("Waybill number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"].queryset = open_carriers()  # type: ignore[attr-defined]  # it is the field above


class RulingForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Decision"), choices=[], widget=forms.RadioSelect)
    cents = YuanField(label=_("Give back, in ¥"), required=False)
    words = words_field(_("Reasons"), required=True, hint=_("Buyer and shop read them; they stay in the audit log."))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"cents": yuan(case.asked_cents or case.most_cents)})
        super().__init__(*args, **kwargs)
        possible: Sequence[Verdict] = [
            verdict
            for verdict in Verdict
            if verdict != Verdict.RETURN or not (case.is_unshipped or case.return_parcel_id)
        ]
        self.fields["verdict"].choices = [(one.value, one.label) for one in possible]  # type: ignore[attr-defined]  # a ChoiceField
        most = in_words(case.most_cents, case.order.currency)
        self.fields["cents"].help_text = _("At most %(most)s.") % {"most": most}


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """Put what the service refused next to its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
