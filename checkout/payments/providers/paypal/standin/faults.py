"""The stand-in's refusals, in PayPal's words and shape."""

from __future__ import annotations

import secrets
from typing import Any

MESSAGES = {
    "AUTHENTICATION_FAILURE": "Authentication failed due to invalid authentication"
    " credentials or a missing Authorization header.",
    "INVALID_REQUEST": "Request is not well-formed, syntactically incorrect, or"
    " violates schema.",
    "RESOURCE_NOT_FOUND": "The specified resource does not exist.",
    "UNPROCESSABLE_ENTITY": "The requested action could not be performed, semantically"
    " incorrect, or failed business validation.",
    "RATE_LIMIT_REACHED": "Too many requests. Blocked due to rate limiting.",
    "RESOURCE_CONFLICT": "The server has detected a conflict while processing this"
    " request.",
    "INTERNAL_SERVER_ERROR": "An internal server error has occurred.",
}


class ApiFault(Exception):
    """A request that is refused before anything was done."""

    def __init__(
        self,
        issue: str,
        description: str = "",
        *,
        status: int = 422,
        name: str = "UNPROCESSABLE_ENTITY",
        field: str = "",
        links: tuple[dict[str, str], ...] = (),
    ) -> None:
        super().__init__(issue)
        self.status = status
        detail = {"issue": issue, "description": description}
        if field:
            detail |= {"field": field, "location": "body"}
        self.body: dict[str, Any] = {
            "name": name,
            "message": MESSAGES[name],
            "debug_id": secrets.token_hex(7)[:13],
            "details": [detail] if issue else [],
            "links": list(links),
        }


def invalid(issue: str, field: str) -> ApiFault:
    return ApiFault(
        issue,
        "A parameter is missing, or its value is not valid.",
        status=400,
        name="INVALID_REQUEST",
        field=field,
    )


def unknown(given: str) -> ApiFault:
    return ApiFault(
        "INVALID_RESOURCE_ID",
        f"Specified resource ID {given} does not exist.",
        status=404,
        name="RESOURCE_NOT_FOUND",
    )


def unauthorized() -> ApiFault:
    return ApiFault("", status=401, name="AUTHENTICATION_FAILURE")
