from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import get_language

from shop.kept.generation import kept
from shop.web.cleaning import clean_html
from shop.web.texts import columns, in_language
from support.faq.models import Question, Topic
from support.faq.searching import Entry

KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Chapter:
    """A topic with its questions, in the language of the page or its stand-in."""

    code: str
    name: str
    language: str
    entries: tuple[Entry, ...]


def chapters() -> list[Chapter]:
    """All questions by topic, kept in the cache for this language."""
    return kept(f"faq:{get_language()}", _read, seconds=KEPT_SECONDS)


def _read() -> list[Chapter]:
    topics = Topic.objects.only("code", "position", *columns("name"))
    questions = Question.objects.filter(is_published=True).only(
        "code", "topic_id", "position", *columns("question", "answer")
    )
    entries: dict[int, list[Entry]] = {}
    by_topic = {topic.pk: topic for topic in topics.order_by("position", "pk")}
    for question in questions.order_by("position", "pk"):
        topic = by_topic[question.topic_id]
        entries.setdefault(topic.pk, []).append(_entry(question, topic.code))
    return [
        Chapter(topic.code, *in_language(topic, "name"), tuple(entries[pk]))
        for pk, topic in by_topic.items()
        if pk in entries
    ]


def _entry(question: Question, topic: str) -> Entry:
    # question and answer are written together: the question's language is both's
    title, language = in_language(question, "question")
    answer = clean_html(in_language(question, "answer")[0])
    return Entry(question.code, topic, title, answer, _words(answer), language)


def _words(html: str) -> str:
    spaced = re.sub(r"<", " <", html)
    return " ".join(unescape(strip_tags(spaced)).split())
