from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.languages.reading import CodeField
from support.contacts.models import Message
from support.contacts.receiving import Sender


class QuestionForm(forms.Form):
    """Who asks, and what. `website` is a trap: people do not see it, robots fill it."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We answer to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    body = forms.CharField(
        label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 7})
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["website"])

    def sender(self, language: str) -> Sender:
        said = self.cleaned_data
        return Sender(name=said["name"], email=said["email"], language=language)


class ContactForm(QuestionForm):
    subject = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Please choose")), *Message.Subject.choices],
    )
    order_number = CodeField(
        label=_("Order number"),
        required=False,
        max_length=30,
        help_text=_("If it is about an order. It stands in every mail about it."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )
    field_order = ("name", "email", "subject", "order_number", "body", "website")
