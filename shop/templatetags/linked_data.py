from __future__ import annotations

import json
from collections.abc import Mapping

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# so that no text can end the script element
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(facts: Mapping[str, object]) -> SafeString:
    """`{% linked_data facts %}`: what search engines read, as JSON-LD."""
    text = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False)
    script = f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>'
    return mark_safe(script)  # noqa: S308 - escaped above
