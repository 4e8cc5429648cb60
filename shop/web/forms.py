from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Forms look the same everywhere: field by field, errors beside the field."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
