"""A campaign as a form: what all kinds have, what a coupon has, and the rows of the others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import ListingStatus, Product
from catalog.shops.models import Shop
from catalog.shops.selectors import open_shops
from catalog.taxonomy.selectors import category_tree
from config.kernel.money import BASIS_POINTS
from orders.promotions.drafts import CouponDraft
from orders.promotions.forms.parts import CountField, InstantField, YuanField
from orders.promotions.models import Bearer, CountedBy, Kind, Scope, TakenBy
from orders.promotions.slots import SLOT_HOURS

MOST_TARGETS = 300


def _hours() -> list[tuple[int, str]]:
    return [(hour, f"{hour:02d}:00–{(hour + 2) % 24:02d}:00") for hour in SLOT_HOURS]


class CampaignForm(forms.Form):
    """What every kind has. `shop` None: a campaign of the platform."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Buyers read it beside the discount."))
    starts_at = InstantField(label=pgettext_lazy("campaign", "Starts"))
    ends_at = InstantField(label=pgettext_lazy("campaign", "Ends"))
    budget_cents = YuanField(
        label=_("Budget, ¥"),
        required=False,
        min_yuan=0.01,
        help_text=_("Once so much was taken off, the campaign ends by itself."),
    )

    def __init__(self, *args: Any, shop: Shop | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).replace("\x00", "").split())
        if not name:
            raise forms.ValidationError(_("Give it a name."))
        return name

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        starts_at, ends_at = clean.get("starts_at"), clean.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It has to end after it starts."))
        return clean

    def fields_of_draft(self) -> dict[str, Any]:
        clean = self.cleaned_data
        return {name: clean[name] for name in ("name", "starts_at", "ends_at", "budget_cents")}


class ScopeForm(CampaignForm):
    """For everything, some categories or some products of the shop; or some shops of the platform."""

    scope = forms.ChoiceField(label=_("For what"), choices=[], widget=forms.RadioSelect)
    categories = forms.MultipleChoiceField(label=_("Categories"), required=False, widget=forms.CheckboxSelectMultiple)
    products = forms.MultipleChoiceField(label=_("Products"), required=False, widget=forms.CheckboxSelectMultiple)
    shops = forms.MultipleChoiceField(label=_("Shops"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        third = Scope.PRODUCT if self.shop else Scope.SHOP
        choices = [(one.value, one.label) for one in (Scope.ALL, Scope.CATEGORY, third)]
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]  # a choice field
        tree = [(str(one.pk), f"{'  ' * depth}{one.label}") for depth, one in category_tree().in_order()]
        self.fields["categories"].choices = tree  # type: ignore[attr-defined]  # a choice field
        self._offer_targets()

    def _offer_targets(self) -> None:
        if self.shop:
            del self.fields["shops"]
            mine = Product.objects.filter(shop=self.shop, status=ListingStatus.LISTED).order_by("title", "pk")
            rows = [(str(pk), title) for pk, title in mine.values_list("pk", "title")[:MOST_TARGETS]]
            self.fields["products"].choices = rows  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["products"]
            rows = [(str(pk), name) for pk, name in open_shops().order_by("name", "pk").values_list("pk", "name")]
            self.fields["shops"].choices = rows  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        named = {Scope.CATEGORY: "categories", Scope.PRODUCT: "products", Scope.SHOP: "shops"}
        field = named.get(clean.get("scope", ""))
        if field and not clean.get(field) and field not in self.errors:
            self.add_error(field, _("Tick at least one."))
        clean["target_pks"] = [int(pk) for pk in clean.get(field, [])] if field else []
        return clean

    def fields_of_draft(self) -> dict[str, Any]:
        clean = self.cleaned_data
        return super().fields_of_draft() | {"scope": clean["scope"], "target_pks": clean["target_pks"]}


FIXED, PERCENT = "fixed", "percent"
DATES, DAYS = "dates", "days"


class CouponForm(ScopeForm):
    taken_by = forms.ChoiceField(label=_("Who gets one"), choices=TakenBy.choices, widget=forms.RadioSelect)
    off = forms.ChoiceField(
        label=_("It takes off"),
        choices=[(FIXED, _("An amount")), (PERCENT, _("A percentage"))],
        widget=forms.RadioSelect,
    )
    off_cents = YuanField(label=_("Amount, ¥"), required=False, min_yuan=0.01)
    percent = forms.DecimalField(
        label=_("Percent off"), required=False, min_value=0.01, max_value=99.99, max_digits=4, decimal_places=2
    )
    cap_cents = YuanField(label=_("At most, ¥"), required=False, min_yuan=0.01)
    min_spend_cents = YuanField(label=_("From, ¥"), required=False, help_text=_("Measured before any coupon."))
    total = CountField(label=_("How many there are"), required=False, help_text=_("Empty: as many as are taken."))
    per_user = CountField(label=_("Most for one person"), most=100, initial=1)
    validity = forms.ChoiceField(
        label=_("Good"),
        choices=[(DATES, _("Until a day")), (DAYS, _("For some days after taking"))],
        widget=forms.RadioSelect,
    )
    valid_from = InstantField(label=_("Good from"), required=False)
    valid_until = InstantField(label=_("Good until"), required=False)
    valid_days = CountField(label=_("Days"), most=365, required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        self._need(clean, "off", {FIXED: "off_cents", PERCENT: "percent"})
        self._need(clean, "validity", {DATES: "valid_until", DAYS: "valid_days"})
        until, starts_at = clean.get("valid_until"), clean.get("starts_at")
        if (
            clean.get("validity") == DATES
            and until
            and starts_at
            and until <= max(starts_at, clean.get("valid_from") or starts_at)
        ):
            self.add_error("valid_until", _("Nobody could use it before then."))
        return clean

    def _need(self, clean: dict[str, Any], choice: str, fields: dict[str, str]) -> None:
        field = fields.get(clean.get(choice, ""))
        if field and not clean.get(field) and field not in self.errors:
            self.add_error(field, _("Please fill this in."))

    def coupon(self) -> CouponDraft:
        clean = self.cleaned_data
        is_fixed, is_dates = clean["off"] == FIXED, clean["validity"] == DATES
        return CouponDraft(
            taken_by=clean["taken_by"],
            off_cents=clean["off_cents"] if is_fixed else None,
            off_basis_points=None if is_fixed else int(clean["percent"] * 100),
            cap_cents=None if is_fixed else clean["cap_cents"],
            min_spend_cents=clean["min_spend_cents"] or 0,
            total=clean["total"],
            per_user=clean["per_user"],
            valid_from=clean["valid_from"] if is_dates else None,
            valid_until=clean["valid_until"] if is_dates else None,
            valid_days=None if is_dates else clean["valid_days"],
        )


class PlatformCouponForm(CouponForm):
    """A coupon of the platform: who pays, and which shops are asked."""

    bearer = forms.ChoiceField(
        label=_("Who pays"),
        choices=[(one.value, one.label) for one in (Bearer.PLATFORM, Bearer.SHARED, Bearer.MERCHANT)],
        widget=forms.RadioSelect,
        help_text=_("Where shops pay a part they are asked first, and only those who agree take part."),
    )
    platform_percent = forms.DecimalField(
        label=_("The platform's part, %"),
        required=False,
        min_value=0.01,
        max_value=99.99,
        max_digits=4,
        decimal_places=2,
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        bearer = clean.get("bearer")
        if bearer == Bearer.SHARED and not clean.get("platform_percent") and "platform_percent" not in self.errors:
            self.add_error("platform_percent", _("Please fill this in."))
        if bearer in {Bearer.SHARED, Bearer.MERCHANT} and clean.get("scope") != Scope.SHOP:
            self.add_error("scope", _("Choose the shops that are asked to pay."))
        return clean

    def fields_of_draft(self) -> dict[str, Any]:
        clean = self.cleaned_data
        parts = {Bearer.PLATFORM: BASIS_POINTS, Bearer.MERCHANT: 0}
        points = parts.get(clean["bearer"])
        points = int(clean["platform_percent"] * 100) if points is None else points
        return super().fields_of_draft() | {"bearer": clean["bearer"], "platform_basis_points": points}


class FlashForm(CampaignForm):
    slot_hours = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("flash sale", "Hours"),
        choices=_hours,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none for the whole day."),
    )

    def fields_of_draft(self) -> dict[str, Any]:
        return super().fields_of_draft() | {"slot_hours": sorted(self.cleaned_data["slot_hours"])}


class TiersForm(ScopeForm):
    counted_by = forms.ChoiceField(label=_("Counted by"), choices=CountedBy.choices, widget=forms.RadioSelect)


class MemberForm(CampaignForm):
    """Only what every kind has."""


FORMS: dict[str, type[CampaignForm]] = {
    Kind.COUPON: CouponForm,
    Kind.FLASH: FlashForm,
    Kind.TIERS: TiersForm,
    Kind.MEMBER: MemberForm,
}
