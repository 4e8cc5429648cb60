from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.languages.reading import CodeField


class GiftCardForm(forms.Form):
    """The code of a gift card, in whatever spelling."""

    code = CodeField(
        label=_("Gift card code"),
        max_length=60,
        help_text=_("Sixteen letters and digits, like K7M3-9QXT-2HBR-VW4D."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )
