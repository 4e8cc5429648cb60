"""What customer care says in languages that came after the demo shop was opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model

from shop.demo.filling import fill_in
from support.demo.reading import texts
from support.faq.models import Question, Topic
from support.guides.models import Guide
from support.pages.models import Page


def fill_in_care() -> None:
    fill_in(_texts())


def _texts() -> Iterator[tuple[Model, Mapping[str, Any]]]:
    for topic in Topic.objects.all():
        yield topic, texts("faq", "topics", name=topic.code)
    for question in Question.objects.all():
        fields = {"question": "question", "answer": "answer"}
        yield question, texts("faq", question.code, **fields)
    for guide in Guide.objects.all():
        fields = {"title": "title", "summary": "summary", "body": "body"}
        yield guide, texts(f"guides/{guide.slug}", **fields)
    for page in Page.objects.all():
        yield page, texts("pages", page.name, text="text")
