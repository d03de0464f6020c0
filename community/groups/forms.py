"""A group, and what one says to or about somebody in it, as forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.drafts import ZONES, GroupDraft
from community.groups.models import LONGEST_RULE, MOST_QUESTIONS, MOST_RULES, Group, GroupWords, JoinMode, Visibility
from config.kernel.errors import DomainError

SLOW = (
    (0, pgettext_lazy("slow mode", "Off")),
    (30, _("30 seconds")),
    (60, _("A minute")),
    (300, _("5 minutes")),
    (3600, _("An hour")),
    (86400, _("A day")),
)
DAYS = (
    ("1", _("A day")),
    ("3", _("3 days")),
    ("7", _("7 days")),
    ("30", _("30 days")),
    ("", pgettext_lazy("limit", "For good")),
)


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """Put what the service refused next to its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)


class GroupForm(forms.Form):
    """What a group is."""

    name = forms.CharField(label=pgettext_lazy("group", "Name"), max_length=30)
    about = forms.CharField(
        label=_("What it is about"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    cover = forms.FileField(label=_("Picture"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, widget=forms.RadioSelect, initial=Visibility.PUBLIC
    )
    join_mode = forms.ChoiceField(
        label=_("How one comes in"), choices=JoinMode.choices, widget=forms.RadioSelect, initial=JoinMode.OPEN
    )
    questions = forms.CharField(
        label=_("Questions to who wants to come in"),
        required=False,
        max_length=700,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At most three, one on each line."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(zone, zone) for zone in ZONES], help_text=_("Days of check-ins begin by it.")
    )
    slow_seconds = forms.TypedChoiceField(
        label=_("Slow mode"),
        choices=SLOW,
        coerce=int,
        help_text=_("How long a member waits between two notes, and between two messages in the chat."),
    )

    @property
    def draft(self) -> GroupDraft:
        said = self.cleaned_data
        fields = {name: said[name] for name in ("name", "about", "visibility", "join_mode", "zone", "slow_seconds")}
        return GroupDraft(questions=said["questions"].splitlines(), cover=said["cover"], **fields)


class NewGroupForm(GroupForm):
    """A group that isn't there yet, with its first rules."""

    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=40,
        help_text=_("Small letters, digits and hyphens, for /groups/…/. Leave it empty and we choose one."),
    )
    rules = forms.CharField(
        label=_("Rules"),
        required=False,
        max_length=MOST_RULES * (LONGEST_RULE + 2),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line. Members accept them before their first note."),
    )

    field_order = ("name", "about", "cover", "visibility", "join_mode", "questions", "rules", "address")

    @property
    def rule_lines(self) -> list[str]:
        lines: list[str] = self.cleaned_data["rules"].splitlines()
        return lines


def initial_of(group: Group) -> dict[str, Any]:
    fields = ("name", "about", "visibility", "join_mode", "zone", "slow_seconds")
    return {name: getattr(group, name) for name in fields} | {"questions": "\n".join(group.questions[:MOST_QUESTIONS])}


class RulesForm(forms.Form):
    rules = forms.CharField(
        label=_("Rules"),
        required=False,
        max_length=MOST_RULES * (LONGEST_RULE + 2),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One on each line. Every member accepts a new version before their next note."),
    )


class WordsForm(forms.Form):
    """The group's own words, one on each line."""

    refused = forms.CharField(
        label=pgettext_lazy("words", "Keep out"), help_text=_("What has these words can't be published here.")
    )
    covered = forms.CharField(label=pgettext_lazy("words", "Cover"), help_text=_("＊＊ stands in their place."))
    flagged = forms.CharField(
        label=pgettext_lazy("words", "Look at"),
        help_text=_("Shown, and put into the group's reports. Not in the chat."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.widget = forms.Textarea(attrs={"rows": 4})

    @property
    def lists(self) -> dict[str, list[str]]:
        return {name: self.cleaned_data[name].splitlines() for name in self.fields}


def initial_words(row: GroupWords) -> dict[str, str]:
    return {name: "\n".join(getattr(row, name)) for name in ("refused", "covered", "flagged")}


class AskForm(forms.Form):
    """The group's questions."""

    def __init__(self, *args: Any, questions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, question in enumerate(questions):
            self.fields[f"answer_{place}"] = forms.CharField(
                label=question, max_length=LONGEST_RULE, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def answers(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in self.fields]


class AnnouncementForm(forms.Form):
    text = forms.CharField(label=_("Announcement"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class LimitForm(forms.Form):
    """Something a moderator does about somebody, and why."""

    verb = forms.ChoiceField(
        label=_("What happens"),
        choices=[
            ("mute", _("Mute: may read, not write")),
            ("remove", _("Remove: may come again")),
            ("ban", _("Ban: may not come again")),
        ],
        widget=forms.RadioSelect,
        initial="mute",
    )
    days = forms.ChoiceField(
        label=pgettext_lazy("limit", "For how long"),
        choices=DAYS,
        required=False,
        initial="3",
        help_text=_("A ban for good is the owner's to say."),
    )
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("The person reads it, and so does the group."))

    def clean_days(self) -> int | None:
        return int(self.cleaned_data["days"]) if self.cleaned_data["days"] else None
