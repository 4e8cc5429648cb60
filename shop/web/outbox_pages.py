from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shop.web.outbox import OUTBOX

_NAME = re.compile(r"\d{8}T\d{12}")


def outbox(request: HttpRequest) -> HttpResponse:
    """The mails this shop would have sent, newest first (DEBUG only)."""
    letters = []
    for path in sorted(OUTBOX.glob("*.eml"), reverse=True)[:100]:
        message = _read(path)
        letters.append(
            {"name": path.stem, "to": message["To"], "subject": message["Subject"]}
        )
    return render(request, "shop/outbox.html", {"letters": letters})


# mails carry their styles inline, as mail readers want it
# (the decorator passes arguments on; its type knows of none)
@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE]})  # type: ignore[arg-type]
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One mail; its HTML, or with `?text` its text."""
    path = OUTBOX / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.exists():
        raise Http404
    message = _read(path)
    kind = "plain" if "text" in request.GET else "html"
    body = message.get_body(preferencelist=(kind,))
    content = body.get_content() if body else ""
    return HttpResponse(content, content_type=f"text/{kind}; charset=utf-8")


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
