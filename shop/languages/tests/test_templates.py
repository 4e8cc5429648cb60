"""No template says anything in English only, and no style knows left from right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted(
    file
    for file in (settings.BASE_DIR / "templates").rglob("*")
    if file.suffix in {".html", ".txt"}
)
STYLES = sorted((settings.BASE_DIR / "static" / "css").rglob("*.css"))


def _name(file: Path) -> str:
    return file.relative_to(settings.BASE_DIR).as_posix()


_SAID_ELSEWHERE = re.compile(
    r"{#.*?#}"
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}"
    r"|{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}"
    r"|{%\s*block og_type\s*%}.*?{%\s*endblock\s*%}"
    r"|{%.*?%}"
    r"|{{.*?}}(#[\w-]+)?",
    re.DOTALL,
)
_READ_ALOUD = frozenset({"alt", "aria-label", "label", "placeholder", "title"})
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAME_EVERYWHERE = frozenset({"PDF", "SKU", "Vitrine"})
_FOR_MACHINES = frozenset({"templates/robots.txt", "templates/components/stars.txt"})
_ICON = "material-symbols-outlined"


def _is_silent(tag: str) -> bool:
    return tag in {"code", "script", "style"}


class _Words(HTMLParser):
    """Collects what a reader would see or hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += _is_silent(tag) or _ICON in (dict(attrs).get("class") or "")
        self.found += [value or "" for name, value in attrs if name in _READ_ALOUD]

    def handle_endtag(self, tag: str) -> None:
        # an icon holds its name and nothing else, so what ends first is the icon
        self._silent -= bool(self._silent)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def unmarked(template: str) -> list[str]:
    """The words of a template that no translator will ever see."""
    words = _Words()
    # an element whose name is a variable is an element all the same
    words.feed(_SAID_ELSEWHERE.sub("", re.sub(r"(</?){{.*?}}", r"\1div", template)))
    words.close()
    return [
        word
        for text in words.found
        for word in _WORD.findall(text)
        if word not in _SAME_EVERYWHERE
    ]


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_every_word_of_a_template_can_be_translated(file: Path) -> None:
    if _name(file) not in _FOR_MACHINES:
        assert unmarked(file.read_text("utf-8")) == []


def test_words_outside_the_tags_are_found() -> None:
    template = """
        {# a note #}<p title="Close">Hello {% translate "you" %} {{ name }}</p>
        <img alt="{% blocktranslate %}A {{ thing }}{% endblocktranslate %}" src="a.png">
        <script>const quiet = "nobody reads this"</script>
    """

    assert unmarked(template) == ["Close", "Hello"]


_NO_STYLE = re.compile(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"|'[^']*'", re.DOTALL)
_SIDE = re.compile(r"(?<![\w])(?:[\w]+-)*(?:left|right)(?:-[\w]+)*(?![\w-])")
_UTILITY = re.compile(
    r"(?<![\w-])-?(?:ml|mr|pl|pr|left|right|border-l|border-r|rounded-l|rounded-r"
    r"|rounded-tl|rounded-tr|rounded-bl|rounded-br|text-left|text-right|float-left"
    r"|float-right)(?:-[\w./\[\]]+)?(?![\w-])"
)


def physical(style: str) -> list[str]:
    """What a style says of left and right, besides names of its own (--from-left)."""
    found: list[str] = _SIDE.findall(_NO_STYLE.sub("", style))
    return [name for name in found if not name.startswith("--")]


@pytest.mark.parametrize("file", STYLES, ids=_name)
def test_styles_know_start_and_end_only(file: Path) -> None:
    assert physical(file.read_text("utf-8")) == []


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_templates_know_start_and_end_only(file: Path) -> None:
    assert list(_sides_in_attributes(file.read_text("utf-8"))) == []


def _sides_in_attributes(template: str) -> Iterator[str]:
    for name, value in re.findall(r'\b(style|class)="([^"]*)"', template):
        find = physical if name == "style" else _UTILITY.findall
        yield from find(value)


def test_left_and_right_are_found() -> None:
    style = """
        .a { margin-left: 1em; border-top-right-radius: 2px; /* left */ left: 0 }
        .b { text-align: right; background: url(left.png); margin-inline-start: 1em }
    """

    assert physical(style) == [
        "margin-left",
        "border-top-right-radius",
        "left",
        "right",
    ]
    assert list(_sides_in_attributes('<p class="mr-2 end" style="float: left">')) == [
        "mr-2",
        "left",
    ]
