from __future__ import annotations

from django.template import Context, Template
from django.utils import translation


def test_a_label_stands_before_its_value_as_the_language_writes_it() -> None:
    template = Template("{% load texts %}{{ name|as_label }} {{ value }}")
    with translation.override("en"):
        text = template.render(Context({"name": "Cups & jugs", "value": 3}))

    assert text == "Cups &amp; jugs: 3"
