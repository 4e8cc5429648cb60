"""Requests no browser would send: every address of the shop, with odd words in it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

ODD = [
    "",
    "0",
    "-1",
    "1e309",
    "99999999999999999999999999",
    "9223372036854775807",
    "0.0000001",
    "٣",
    "²",
    "NaN",
    "null",
    "true",
    "\x00",
    "a\x00b",
    "\U0001f600",
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
    "9999-12-31T23:59:59+00:00",
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
    "//evil.example/",
    "javascript:alert(1)",
]
METHODS = ["GET"] * 4 + ["POST"] * 5 + ["HEAD", "PUT", "DELETE", "OPTIONS"]
ASKED_OFTEN = ["page", "upto", "q", "sort", "next", "variant", "id", "line", "x[]"]
# what encoding a form would never make: bytes that are no UTF-8, endless or broken
RAW_QUERIES = ["%ff%fe", "q=%ff", "q=%00", "page=%c0%80", "a=1" + "&a=1" * 1100, "&=&"]
RAW_BODIES = [
    ("application/json", b'{"a":'),
    ("application/json", b"[" * 5000),
    ("application/x-www-form-urlencoded", b"variant=%ff&quantity=%00"),
    ("application/x-www-form-urlencoded", b"a=1" + b"&a=1" * 1100),
    ("application/x-www-form-urlencoded; charset=klingon", b"a=1"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n"),
    ("text/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
    ("application/x-www-form-urlencoded", b"body=" + b"x" * 3_000_000),
]
RAW_HEADERS = [
    {"HTTP_COOKIE": "session=\xff\xfe; cart='; csrftoken=" + "x" * 3000},
    {"HTTP_COOKIE": "cart=00000000-0000-0000-0000-000000000000; language=xx;;=;"},
    {"HTTP_COOKIE": "country=\x00; currency=\xe2\x82\xac; messages=[[; removed=1:2:3"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 900},
    {"HTTP_ACCEPT_LANGUAGE": "\x00,;q=,en-\xff;q=9e9"},
    {"HTTP_ACCEPT": "application/json"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "\xff", "HTTP_HX_TRIGGER_NAME": "\0"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[::bad"},
    {"HTTP_REFERER": "http://[::bad", "HTTP_ORIGIN": "http://[::bad"},
    {"HTTP_STRIPE_SIGNATURE": "t=x,v1=\xff", "HTTP_AUTHORIZATION": "Bearer \xff"},
    {"HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo", "HTTP_RANGE": "bytes=9-1,-,x"},
    {"HTTP_X_REQUEST_ID": "\r\nX: 1", "HTTP_X_FORWARDED_FOR": "\x00, ,x"},
]


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


@cache
def routes() -> list[str]:
    """Every URL pattern of the shop, its arguments as <name>."""
    return ["/" + route for route in _routes(get_resolver().url_patterns, "")]


def _routes(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + _readable(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def _readable(pattern: str) -> str:
    """A regular expression as the path it stands for, more or less."""
    pattern = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", pattern)
    return re.sub(r"^\^|\\Z|\$$|\\|\(\?:.*\)", "", pattern)


def filled(route: str, known: dict[str, list[Any]], rng: random.Random) -> str:
    """An address: the arguments of a route are known ones, or odd ones."""

    def value(found: re.Match[str]) -> str:
        values = known.get(found[1], [])
        is_known = values and rng.random() < 0.8
        word = str(rng.choice(values) if is_known else rng.choice(ODD[1:]))
        return quote(word.replace("/", ""))

    return re.sub(r"<(?:\w+:)?(\w+)>", value, route)


def spoilt(values: dict[str, str], rng: random.Random) -> dict[str, Any]:
    """`values` with some of them odd, gone, or said twice, and one nobody asked for."""
    rest = rng.choice([0.55, 0.75, 0.95])
    sent: dict[str, Any] = {}
    for name, value in values.items():
        chance = rng.random()
        if chance < rest:
            sent[name] = value
        elif chance < rest + 0.03:
            sent[name] = [value, rng.choice(ODD)]
        elif chance < 0.97:
            sent[name] = rng.choice(ODD)
    sent[rng.choice(ASKED_OFTEN)] = rng.choice(ODD)
    return sent
