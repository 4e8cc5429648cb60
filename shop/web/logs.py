from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from shop.web.requests import request_id

# the token of an order or a review request opens its page to whoever reads it
_TOKEN = re.compile(
    r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line. No request bodies, no addresses, no keys to them."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": _without_people(record.getMessage()),
        }
        if record.exc_info:
            line["error"] = _without_people(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _without_people(text: str) -> str:
    return _EMAIL.sub("(e-mail)", _TOKEN.sub(r"\1-(token)", text))
