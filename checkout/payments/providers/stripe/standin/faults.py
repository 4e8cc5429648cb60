"""The stand-in's refusals, in Stripe's words and shape."""

from __future__ import annotations

from typing import Any

DOCS = "https://docs.stripe.com/error-codes/"


class ApiFault(Exception):
    """A request that is refused before anything was done."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str = "",
        param: str = "",
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": error(kind, message, code=code, param=param)}


def error(
    kind: str, message: str, *, code: str = "", param: str = ""
) -> dict[str, Any]:
    """An error object as the API shows it; empty parts are left out."""
    body = {"type": kind, "message": message}
    if code:
        body |= {"code": code, "doc_url": DOCS + code.replace("_", "-")}
    if param:
        body["param"] = param
    return body


def missing(name: str) -> ApiFault:
    return ApiFault(
        f"Missing required param: {name}.", code="parameter_missing", param=name
    )


def unknown(kind: str, given: str, *, param: str) -> ApiFault:
    return ApiFault(
        f"No such {kind}: '{given}'", status=404, code="resource_missing", param=param
    )


def wrong_state(message: str) -> ApiFault:
    return ApiFault(message, code="payment_intent_unexpected_state")
