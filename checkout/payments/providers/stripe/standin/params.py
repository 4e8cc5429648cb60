"""Reads form-encoded parameters the way Stripe does: a[b][c]=1, d[]=2, e[0]=3."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

MAX_FIELDS = 200
MAX_DEPTH = 6

_PART = re.compile(r"\[([^\[\]]*)\]")

Params = dict[str, Any]


def read_params(encoded: str) -> Params:
    """The nested parameters of a body or query string; lists become lists.

    Raises ValueError for what no client of the API would send.
    """
    params: Params = {}
    pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    for name, value in pairs:
        if "\0" in name + value:
            raise ValueError("text cannot contain NUL")
        path = [name.partition("[")[0], *_PART.findall(name)]
        if len(path) > MAX_DEPTH:
            raise ValueError(f"{name} is nested too deeply")
        _put(params, path, value)
    return {name: _lists(value) for name, value in params.items()}


def _put(params: Params, path: list[str], value: str) -> None:
    for part in path[:-1]:
        params = params.setdefault(part, {})
        if not isinstance(params, dict):
            raise ValueError(f"{part} is both a value and a group of values")
    last = path[-1] or str(len(params))
    params[last] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdecimal() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(inner) for key, inner in value.items()}
