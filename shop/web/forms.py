from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_AS_IT_IS = {"autocorrect": "off", "spellcheck": "false"}
_NAME = {**_AS_IT_IS, "autocapitalize": "words"}
_CODE = {**_AS_IT_IS, "autocapitalize": "characters"}
_LATIN = {"autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}

# what `autocomplete` says of a field -> how a keyboard should treat what is typed there
_TYPING = {
    "name": _NAME,
    "organization": _NAME,
    "address-line1": _NAME,
    "address-line2": _NAME,
    "address-level1": _NAME,
    "address-level2": _NAME,
    "address-level3": _NAME,
    "postal-code": _CODE,
    "one-time-code": {**_CODE, "dir": "ltr"},
    "email": {**_LATIN, "inputmode": "email"},
    "tel": {"inputmode": "tel", "dir": "ltr"},
}


class FormField(BoundField):
    """A field of a form, of ours or of a library, with the right keyboard for it."""

    def build_widget_attrs(
        self, attrs: Any, widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        purpose = str(widget.attrs.get("autocomplete", "")).rpartition(" ")[2]
        if isinstance(self.field, forms.EmailField):
            purpose = "email"
        if isinstance(widget, forms.TextInput | forms.EmailInput):
            if purpose == "tel":
                widget.input_type = purpose
            told = {**widget.attrs, **built}
            typing = _TYPING.get(purpose, {})
            built |= {name: how for name, how in typing.items() if name not in told}
        return built


class FormRenderer(TemplatesSetting):
    """Forms look the same everywhere: field by field, errors beside the field."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
    bound_field_class = FormField
