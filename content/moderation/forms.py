"""What people report, what moderators decide, how one appeals, and the rules operators keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.conduct.levels import Level as Trust
from community.conduct.models import DomainRule, DomainVerdict, WordRule
from config.kernel.errors import DomainError
from config.kernel.plaintext import cleaned_line
from content.moderation.models import (
    LONGEST_APPEAL,
    LONGEST_EVIDENCE,
    LONGEST_WORDS,
    TIMED,
    Level,
    Outcome,
    Reason,
    Right,
)
from content.moderation.scoring import STEPS_H
from content.moderation.services import NoticeDraft, Verdict
from content.moderation.things import Thing

OUTCOMES = (
    Outcome.KEEP,
    Outcome.HARMLESS,
    Outcome.HIDE,
    Outcome.MASK,
    Outcome.LABEL,
    Outcome.DELETE,
)
MEASURES = (
    ("", pgettext_lazy("measure", "Nothing more")),
    (Level.WARNED, _("Warn them")),
    (Level.SILENCED, _("Silence them: reads and buys, doesn't write")),
    (Level.SUSPENDED, _("Suspend them: buys, takes no part otherwise")),
    (Level.BANNED, _("Exclude them for good; orders go on")),
)
HOURS = (
    ("", _("The next step")),
    ("24", _("A day")),
    ("72", _("3 days")),
    ("168", _("7 days")),
    ("720", _("30 days")),
)


KEYS = {
    Outcome.KEEP: "n",
    Outcome.HARMLESS: "f",
    Outcome.HIDE: "h",
    Outcome.MASK: "m",
    Outcome.LABEL: "a",
    Outcome.DELETE: "x",
    "1": "y",
    "0": "n",
}


class KeyedRadios(forms.RadioSelect):
    """Each choice with the letter that takes it."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if key := KEYS.get(str(option["value"])):
            option["attrs"] |= {"data-key": key, "aria-keyshortcuts": key}
            option["label"] = format_html('{} <kbd class="key" aria-hidden="true">{}</kbd>', option["label"], key)
        return option


def add_refusal(form: forms.BaseForm, refusal: DomainError) -> None:
    """Put what the service refused next to its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)


class ReportForm(forms.Form):
    """What is wrong with it. Rules of the group it stands in come first."""

    reason = forms.ChoiceField(label=_("What is wrong with it?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever wrote it doesn't learn who reported it."),
    )

    def __init__(self, *args: Any, rules: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = list(rules)
        of_group = [(f"rule-{place}", rule) for place, rule in enumerate(self.rules)]
        reasons = [(value, label) for value, label in Reason.choices if value != Reason.RULE]
        self.fields["reason"].choices = [*of_group, *reasons]  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def chosen(self) -> tuple[str, str]:
        """Reason, and the rule of the group if it is one."""
        said = self.cleaned_data["reason"]
        if said.startswith("rule-"):
            return Reason.RULE, self.rules[int(said.removeprefix("rule-"))]
        return said, ""


class NoticeForm(forms.Form):
    """What the law asks of who wants something taken down."""

    right = forms.ChoiceField(label=_("Which right does it break?"), choices=Right.choices, widget=forms.RadioSelect)
    holder = forms.CharField(
        label=_("Whose right is it?"), max_length=120, help_text=_("A person or a company; yourself, or who sent you.")
    )
    evidence = forms.CharField(
        label=_("What shows it?"),
        max_length=LONGEST_EVIDENCE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Numbers of registrations, where and when it was first published, what exactly was taken."),
    )
    link = forms.URLField(label=_("Link to it"), max_length=300, required=False, assume_scheme="https")
    is_sworn = forms.BooleanField(
        label=_(
            "I give my word that this is true and that I may speak for the holder; for untrue notices I am liable."
        ),
        required=False,
    )

    @property
    def draft(self) -> NoticeDraft:
        return NoticeDraft(**self.cleaned_data)


class VerdictForm(forms.Form):
    """One form for the thing, its author and its links."""

    outcome = forms.ChoiceField(label=_("The thing itself"), widget=KeyedRadios)
    cover = forms.CharField(label=_("Words to cover"), required=False, max_length=60)
    rule = forms.CharField(
        label=_("Why"), required=False, max_length=200, help_text=_("The person reads it; name the rule.")
    )
    words = forms.CharField(
        label=_("More about it"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    level = forms.ChoiceField(label=_("Its author"), choices=MEASURES, required=False)
    hours = forms.ChoiceField(label=_("For how long"), choices=HOURS, required=False)
    deny_links = forms.BooleanField(label=_("Refuse its links everywhere"), required=False)
    refuse_pictures = forms.BooleanField(label=_("Refuse its pictures everywhere"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, thing: Thing, as_group: bool = False, next_step: int = STEPS_H[0], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        allowed = {Outcome.KEEP, Outcome.HIDE} if as_group else thing.can
        self.fields["outcome"].choices = [(one.value, one.label) for one in OUTCOMES if one in allowed]  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["hours"].help_text = _("The next step is %(hours)s hours.") % {"hours": next_step}
        if Outcome.MASK not in allowed:
            del self.fields["cover"]
        if as_group:
            for name in ("level", "hours", "deny_links", "refuse_pictures", "words"):
                del self.fields[name]

    @property
    def verdict(self) -> Verdict:
        said = self.cleaned_data
        level = said.get("level", "")
        return Verdict(
            outcome=said["outcome"],
            level=level,
            hours=int(said["hours"]) if said.get("hours") and level in TIMED else None,
            rule=said.get("rule", ""),
            words=said.get("words", ""),
            cover=said.get("cover", ""),
            deny_links=said.get("deny_links", False),
            refuse_pictures=said.get("refuse_pictures", False),
        )


class AppealVerdictForm(forms.Form):
    """What somebody else thinks of a strike."""

    is_right = forms.TypedChoiceField(
        label=_("The appeal"),
        choices=[("1", _("Is right: take everything back")), ("0", _("Is not: leave it as it is"))],
        coerce=lambda value: value == "1",
        empty_value=None,
        widget=KeyedRadios,
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why was it wrong?"),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Once, up to 2,000 characters. Somebody who hasn't decided about it yet reads it."),
    )


class WordRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    words = forms.CharField(label=pgettext_lazy("rule", "Words"), max_length=60)

    class Meta:
        model = WordRule
        fields = ["words", "language", "action", "name"]


class DomainRuleForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    verdict = forms.ChoiceField(label=_("Links there are"), choices=DomainVerdict.choices, initial=DomainVerdict.DENY)

    class Meta:
        model = DomainRule
        fields = ["domain", "verdict"]


class TryForm(forms.Form):
    """A text to read as a newcomer's."""

    text = forms.CharField(label=_("Text to try"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class PlainField(forms.CharField):
    """A line as it is kept: what shows nothing is missing."""

    def to_python(self, value: Any) -> Any:
        return cleaned_line(super().to_python(value) or "")


class LevelForm(forms.Form):
    """An operator gives a level by hand."""

    level = forms.TypedChoiceField(label=_("Trust level"), choices=Trust.choices, coerce=int)
    is_fixed = forms.BooleanField(label=_("Keep it; the nightly count leaves it"), required=False)
    reason = PlainField(label=_("Reason"), min_length=4, max_length=200)
