from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from support.faq.models import Question, Topic

pytestmark = pytest.mark.django_db


def make_question(code: str = "tracking", **fields: Any) -> Question:
    topic = Topic.objects.get_or_create(code="delivery", defaults={"name": "Delivery"})
    fields.setdefault("question", "How do I follow my parcel?")
    fields.setdefault("answer", "<p>On the page of your order.</p>")
    return Question.objects.create(code=code, topic=topic[0], **fields)


def page(client: Client, path: str = "/en/help/", **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_every_question_can_be_linked_to(client: Client) -> None:
    make_question()

    html = page(client)

    assert '<div class="fold-body prose" id="tracking">' in html
    assert 'id="topic-delivery"' in html


def test_an_answer_is_harmless_html(client: Client) -> None:
    make_question(answer="<p>Yes<script>alert(1)</script></p>")

    html = page(client)

    assert "<p>Yes</p>" in html
    assert "alert(1)" not in html


def test_search_engines_read_the_questions(client: Client) -> None:
    make_question(question="Is 1 < 2 & </script> safe?")

    script = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', page(client)
    )

    assert script
    [asked] = json.loads(script[1])["mainEntity"]
    assert asked["name"] == "Is 1 < 2 & </script> safe?"
    assert asked["acceptedAnswer"]["text"] == "<p>On the page of your order.</p>"


def test_searching_shows_only_what_fits(client: Client) -> None:
    make_question()
    make_question("refund", question="When do I get my money back?")

    html = page(client, "/en/help/?q=parcel")

    assert "How do I follow my parcel?" in html
    assert "When do I get my money back?" not in html


def test_typing_swaps_the_answers_alone(client: Client) -> None:
    make_question()

    html = page(client, "/en/help/?q=parcel", HX_Request="true", HX_Target="answers")

    assert "How do I follow my parcel?" in html
    assert "<html" not in html


def test_nothing_found_leads_to_a_person(client: Client) -> None:
    make_question()

    html = page(client, "/en/help/?q=zebra")

    assert "No answer to this yet" in html
    assert 'href="/en/contacts/"' in html


@pytest.mark.parametrize("query", ["%00", "%F0%9F%A6%84", "x" * 5000, "%3Cscript%3E"])
def test_odd_queries_find_nothing(client: Client, query: str) -> None:
    make_question()

    html = page(client, f"/en/help/?q={query}")

    assert "<script>alert" not in html


def test_unpublished_questions_are_not_shown(client: Client) -> None:
    make_question(is_published=False)

    assert "How do I follow my parcel?" not in page(client)


def test_a_change_is_seen_at_once(client: Client) -> None:
    question = make_question()
    page(client)

    question.question = "Where is my parcel?"
    question.save()

    assert "Where is my parcel?" in page(client)


def test_a_missing_translation_says_its_language(client: Client) -> None:
    make_question()

    html = page(client, "/fa/help/")

    assert '<span lang="en" dir="auto">How do I follow my parcel?</span>' in html


def test_the_page_asks_for_topics_and_questions_once(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        make_question(f"question-{number}")
    page(client, "/en/about/terms/")  # merchant and navigation are in the cache

    with django_assert_max_num_queries(2):
        page(client)
    with django_assert_max_num_queries(0):
        page(client)
        page(client, "/en/help/?q=parcel")
