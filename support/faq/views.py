from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shop.web.pages import same_for_everybody
from support.faq.reading import Chapter, chapters
from support.faq.searching import find

LONGEST_QUERY = 100


@require_safe
def faq(request: HttpRequest) -> HttpResponse:
    """All questions by topic, or those that answer `?q=`."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    return _found(request, query) if query else _all(request)


@same_for_everybody
def _all(request: HttpRequest) -> HttpResponse:
    return _page(request, chapters(), query="")


def _found(request: HttpRequest, query: str) -> HttpResponse:
    known = chapters()
    entries = find([entry for chapter in known for entry in chapter.entries], query)
    shown = (
        [Chapter("", gettext("Answers found"), "", tuple(entries))] if entries else []
    )
    return _page(request, shown, query=query)


def _page(request: HttpRequest, shown: list[Chapter], *, query: str) -> HttpResponse:
    template = (
        "support/faq.html#answers" if _wants_answers(request) else "support/faq.html"
    )
    count = sum(len(chapter.entries) for chapter in shown)
    page = {"chapters": shown, "query": query, "count": count}
    return render(request, template, {**page, "linked_data": _linked_data(shown)})


def _wants_answers(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == "answers"


def _linked_data(shown: list[Chapter]) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": entry.question,
                "acceptedAnswer": {"@type": "Answer", "text": entry.answer},
            }
            for chapter in shown
            for entry in chapter.entries
        ],
    }
