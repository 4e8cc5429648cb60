from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_without_a_connection_there_is_a_page_in_each_language(client: Client) -> None:
    worker = client.get("/service-worker.js")

    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert 'fa: "/fa/offline/"' in worker.content.decode()
    assert client.get("/fa/offline/").status_code == 200


def test_it_is_asked_for_anew_each_time(client: Client) -> None:
    assert client.get("/service-worker.js").headers["Cache-Control"] == "no-cache"


def test_it_needs_nothing_but_its_styles(client: Client) -> None:
    page = client.get("/en/offline/").content.decode()

    assert "<script" not in page
    assert "main.css" in page
