"""HTML from outside, made harmless."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import nh3

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup",
    "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "img", "ins", "li", "mark", "ol", "p", "q", "s", "small",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
LINK_REL = "nofollow noopener"
PASSES = 10


def clean_html(html: str) -> str:
    """Keep the tags that tell something and nothing that runs or reaches out.

    What is clean stays as it is. Badly nested tags may need several passes until they
    do not move any more; what never rests keeps its words only.
    """
    for _ in range(PASSES):
        cleaned = _clean_once(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    return nh3.clean(html, tags=set())


def _clean_once(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=LINK_REL,
        strip_comments=True,
    )


def what_was_removed(html: str, cleaned: str) -> list[str]:
    """Tags, attributes and comments of `html` that `cleaned` lacks, counted."""
    gone = _Census.of(html) - _Census.of(cleaned)
    return [
        f"{count} {name}" if count > 1 else name for name, count in sorted(gone.items())
    ]


class _Census(HTMLParser):
    """Counts what a text is made of, not what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    @classmethod
    def of(cls, html: str) -> Counter[str]:
        census = cls()
        census.feed(html)
        census.close()
        return census.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[f"<{tag}>"] += 1
        # Our own rel replaces whatever was there, so it is not a loss.
        self.found.update(name for name, _ in attrs if name != "rel")

    def handle_comment(self, data: str) -> None:
        self.found["<!-- -->"] += 1

    def handle_decl(self, decl: str) -> None:
        self.found["<!>"] += 1
