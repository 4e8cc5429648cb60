"""Lists that are typed into one field: countries, postcodes, regions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from shop.places.countries import COUNTRIES

MOST = 2000
LONGEST = 60


class ListField(forms.CharField):
    """Words between commas or on lines of their own, as a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", UnfoldAdminTextareaWidget(attrs={"rows": 2}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "").replace("\n", ",")
        words = list(dict.fromkeys(w.strip() for w in text.split(",") if w.strip()))
        if len(words) > MOST or any(len(word) > LONGEST for word in words):
            raise ValidationError(_("This list is too long."))
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(list(initial or []) != self.to_python(data))
        except ValidationError:
            return True


class CountriesField(ListField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Countries"))
        kwargs.setdefault("widget", UnfoldAdminTextInputWidget)
        kwargs.setdefault("help_text", gettext_lazy("codes, like “LV, EE”"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        codes = str(value or "").upper().replace(" ", ",")
        found = super().to_python(codes)
        unknown = [code for code in found if code not in COUNTRIES]
        if unknown:
            raise ValidationError(
                _("We know no country called %(code)s.") % {"code": unknown[0]}
            )
        return found


POSTCODES_HELP = gettext_lazy(
    "beginnings (LV-10), ranges (1000-1999) or wildcards (SW1*), between commas; with "
    "the country’s code, as in ES-35, they count there only"
)
