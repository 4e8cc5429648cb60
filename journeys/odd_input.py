"""Requests no browser would send: every address of the shop, with odd words in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ODD = [
    "",
    "0",
    "-1",
    "1e309",
    "99999999999999999999999999",
    "0.0000001",
    "٣",
    "NaN",
    "null",
    "true",
    "\x00",
    "a\x00b",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "\u202e\u2066abc",
    "' OR 1=1 --",
    '"; DROP TABLE catalog_product; --',
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% debug %}",
    "../../../../etc/passwd",
    "%s%d%n",
    "\r\nSet-Cookie: x=1",
    "[]",
    '{"a": 1}',
    "2026-13-45",
    "00000000-0000-0000-0000-000000000000",
    "x" * 300,
    "y" * 9000,
    "ß" * 80,
    "anna@example.com",
    "AND OR NOT NEAR(",
    '"unclosed',
    "*",
    "LV",
    "LV-1010",
]
METHODS = ["GET"] * 6 + ["POST"] * 5 + ["HEAD", "PUT", "DELETE", "OPTIONS"]


@dataclass
class Form:
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Collects the forms and the links of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            action = given.get("action") or self.address
            self.forms.append(Form(action, (given.get("method") or "get").upper()))
        elif tag in {"input", "select", "textarea", "button"} and self.forms:
            if name := given.get("name"):
                self.forms[-1].values.setdefault(name, given.get("value") or "")
        elif tag == "a" and (link := given.get("href") or "").startswith("/"):
            self.links.add(link.partition("#")[0])


def addresses(known: dict[str, list[Any]], rng: random.Random) -> list[str]:
    """One address per URL pattern, its arguments known ones or odd ones."""
    routes = _routes(get_resolver().url_patterns, "")
    return ["/" + _filled(route, known, rng) for route in routes]


def _routes(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "(?P" not in route:
            yield route


def _filled(route: str, known: dict[str, list[Any]], rng: random.Random) -> str:
    parts = []
    for part in route.split("<"):
        inside, closed, rest = part.partition(">")
        if not closed:
            parts.append(part)
            continue
        name = inside.rpartition(":")[2]
        values = [*known.get(name, []), rng.choice(ODD[1:])]
        parts.append(str(rng.choice(values)).replace("/", "") + rest)
    return "".join(parts)


def spoilt(values: dict[str, str], rng: random.Random) -> dict[str, Any]:
    """`values` with some of them odd, gone, or said twice, and one nobody asked for."""
    sent: dict[str, Any] = {}
    for name, value in values.items():
        chance = rng.random()
        if chance < 0.15:
            continue
        if chance < 0.55:
            sent[name] = value
        elif chance < 0.62:
            sent[name] = [value, rng.choice(ODD)]
        else:
            sent[name] = rng.choice(ODD)
    sent[rng.choice(["page", "q", "sort", "next", "variant", "id", "x[]"])] = (
        rng.choice(ODD)
    )
    return sent
