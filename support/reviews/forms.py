from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

SCORES = [
    ("5", _("5 stars: very good")),
    ("4", _("4 stars: good")),
    ("3", _("3 stars: all right")),
    ("2", _("2 stars: poor")),
    ("1", _("1 star: very poor")),
]


class ReviewForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("Your rating"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose from one to five stars.")},
    )
    title = forms.CharField(label=_("In a few words"), max_length=120, required=False)
    body = forms.CharField(
        label=_("What should others know?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    author = forms.CharField(
        label=_("Name shown with the review"),
        max_length=80,
        help_text=_("A first name or a nickname is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


REASONS = [
    ("insult", _("It insults or threatens somebody")),
    ("private", _("It gives away somebody's personal data")),
    ("advertising", _("It advertises something")),
    ("off topic", _("It is not about this product")),
    ("not a buyer", _("It is not from somebody who bought this")),
    ("unlawful", _("It breaks the law in another way")),
]


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=REASONS, widget=forms.RadioSelect
    )
    details = forms.CharField(
        label=_("More about it"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["website"])

    @property
    def words(self) -> str:
        """The reason and what was added, as staff read it."""
        reason = self.cleaned_data["reason"]
        details = self.cleaned_data["details"].strip()
        return f"{reason}: {details}" if details else reason
