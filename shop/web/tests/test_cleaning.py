from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.web.cleaning import TAGS, clean_html, what_was_removed


@pytest.mark.parametrize(
    ("html", "cleaned", "removed"),
    [
        ("<p>One &amp; two</p>", "<p>One &amp; two</p>", []),
        ("<p>a<script>b()</script></p>", "<p>a</p>", ["<script>"]),
        ('<iframe src="//x"></iframe>a', "a", ["<iframe>", "src"]),
        ('<p onclick="x()">a</p>', "<p>a</p>", ["onclick"]),
        ("<i>a</i><!-- b --><h1>c</h1>", "<i>a</i>c", ["<!-- -->", "<h1>"]),
        ('<p class="a">b</p><p class="a">c</p>', "<p>b</p><p>c</p>", ["2 class"]),
        ("<style>p{}</style><form>a</form>", "a", ["<form>", "<style>"]),
    ],
)
def test_what_runs_or_reaches_out_goes_and_is_named(
    html: str, cleaned: str, removed: list[str]
) -> None:
    assert clean_html(html) == cleaned
    assert what_was_removed(html, cleaned) == removed


def test_links_do_not_vouch_for_where_they_lead() -> None:
    html = '<a href="https://x.lv" rel="me">a</a> <a href="javascript:x()">b</a>'

    cleaned = clean_html(html)

    assert cleaned == (
        '<a href="https://x.lv" rel="nofollow noopener">a</a> '
        '<a rel="nofollow noopener">b</a>'
    )
    assert what_was_removed(html, cleaned) == ["href"]


pieces = st.sampled_from(
    [f"<{tag}>" for tag in sorted(TAGS)]
    + [f"</{tag}>" for tag in sorted(TAGS)]
    + [
        "<script>",
        "</script>",
        "<pre>",
        "<!--",
        "-->",
        "<a href=x>",
        "a",
        "\n",
        "&",
        "<",
    ]
)


@given(st.lists(pieces, max_size=20).map("".join))
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    cleaned = clean_html(html)

    assert clean_html(cleaned) == cleaned
