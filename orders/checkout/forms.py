"""What the checkout page asks: where to, and a note for each shop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.addresses.forms import DeliveryForm
from accounts.addresses.models import Address
from accounts.addresses.selectors import addresses_of
from accounts.addresses.services import MOST_ADDRESSES
from orders.cart.services import whole_quantity
from orders.cart.shoppers import Shopper
from orders.checkout.deals import Choice, DealChoice
from orders.checkout.services import DOOR, Delivery

NEW = "new"
MOST_COUPONS = 200
NOTE_LIMIT = 200


class CheckoutForm(DeliveryForm):
    """A saved address (`address` is its key) or a new one; guests also leave an e-mail address."""

    address = forms.CharField(required=False, max_length=16)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("We send the link to your order here."))
    keep = forms.BooleanField(label=_("Keep this address for next time"), required=False)

    def __init__(
        self, shopper: Shopper, data: Mapping[str, Any] | None = None, *, wants_new: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.shopper = shopper
        self.wants_new = wants_new
        self.saved: Sequence[Address] = [] if shopper.user is None else list(addresses_of(shopper.user))
        if shopper.user is not None:
            del self.fields["email"]
        if shopper.user is None or len(self.saved) >= MOST_ADDRESSES:
            del self.fields["keep"]

    @property
    def chosen(self) -> Address | None:
        """The saved address that is ticked: the posted one, or at first the default."""
        first = self.saved[0].key if self.saved and not self.wants_new else NEW
        key = self.data.get("address", "") if self.is_bound else first
        return next((one for one in self.saved if one.key == key), None)

    @property
    def is_new(self) -> bool:
        return self.chosen is None

    @property
    def destination(self) -> str:
        """Where it would go as far as known, valid or not: for showing what sending costs."""
        if self.chosen is not None:
            return self.chosen.region_code
        if not self.is_bound:
            return ""
        field = self.fields["region_code"]
        code = str(field.widget.value_from_datadict(self.data, self.files, self.add_prefix("region_code")) or "")
        try:
            return str(field.clean(code))
        except forms.ValidationError:
            return ""

    def clean_address(self) -> str:
        key = str(self.cleaned_data["address"])
        if key and key != NEW and self.chosen is None:
            raise forms.ValidationError(_("Choose an address, or write a new one."))
        return key

    def full_clean(self) -> None:
        """What is written beside a chosen saved address does not count, and so can't be wrong.

        Whoever fetches may leave out the door; placing refuses if something is to be sent there (AddressNeeded).
        """
        super().full_clean()
        if self.is_bound and self.chosen is not None:
            for name in DeliveryForm.base_fields:
                self.errors.pop(name, None)
        elif self.is_bound and pickup_of(self.data):
            for name in DOOR:
                if self.errors.pop(name, None):
                    self.cleaned_data[name] = ""

    def ask_for_door(self) -> None:
        """Something is to be sent after all: say at the fields what is missing."""
        for name in DOOR:
            if not self.cleaned_data.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])

    @property
    def delivery(self) -> Delivery:
        clean = self.cleaned_data
        if self.chosen is not None:
            one = self.chosen
            return Delivery(one.recipient, one.phone, one.region_code, one.street)
        return Delivery(
            clean["recipient"], clean["phone"], clean["region_code"], clean["street"], clean.get("email", "")
        )


def choice_of(data: QueryDict) -> Choice:
    """What was chosen beside the address: `deal=<kind>:<ref>` with `variant` and `quantity`; `coupons=chosen` with a
    `coupon-<shop>` for each shop and `coupon-` for the platform. Without it the best are chosen for the buyer."""
    kind, _colon, ref = data.get("deal", "").partition(":")
    deal = None
    if kind and ref:
        deal = DealChoice(kind, ref, data.get("variant", ""), whole_quantity(data.get("quantity", "1")), _wishes(data))
    coupons = tuple(key for name in data if name.startswith("coupon-") for key in data.getlist(name) if key)
    chosen = coupons[:MOST_COUPONS] if data.get("coupons") == "chosen" else None
    return Choice(deal, chosen, pickup_of(data), data.get("points") == "1")


def pickup_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The counters by the shop's slug: fields named `pickup-<slug>`; an empty one is sent to the door."""
    chosen = {name.removeprefix("pickup-"): str(data[name])[:16] for name in data if name.startswith("pickup-")}
    return {slug: key for slug, key in chosen.items() if key}


def _wishes(data: QueryDict) -> tuple[str, ...]:
    return tuple(wish[:20] for wish in data.getlist("wish")[:5])


def notes_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The notes by the shop's slug: fields named `note-<slug>`."""
    return {
        name.removeprefix("note-"): str(data[name]).replace("\x00", "").strip()[:NOTE_LIMIT]
        for name in data
        if name.startswith("note-") and str(data[name]).strip()
    }
