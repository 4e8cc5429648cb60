"""Telephones show the keys that fit a field, whoever wrote the form."""

from __future__ import annotations

import pytest
from django import forms
from django.test import Client


class Asking(forms.Form):
    email = forms.EmailField()
    street = forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "shipping address-line1"})
    )
    phone = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "tel"}))
    own = forms.CharField(
        widget=forms.TextInput(
            attrs={"autocomplete": "name", "autocapitalize": "characters"}
        )
    )
    story = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("email", 'inputmode="email"'),
        ("street", 'autocapitalize="words"'),
        ("phone", 'type="tel"'),
        ("own", 'autocapitalize="characters"'),
    ],
)
def test_a_field_says_how_it_is_typed(name: str, said: str) -> None:
    assert said in str(Asking()[name])


def test_free_text_is_left_alone() -> None:
    assert "spellcheck" not in str(Asking()["story"])


@pytest.mark.django_db
def test_forms_of_libraries_say_it_too(client: Client) -> None:
    html = client.get("/en/account/login/code/").content.decode()

    assert 'inputmode="email"' in html
