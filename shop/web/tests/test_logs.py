from __future__ import annotations

import json
import logging
import sys
from uuid import uuid4

from shop.web.logs import JsonFormatter


def test_a_line_opens_no_order_and_names_nobody() -> None:
    token = str(uuid4())
    try:
        raise ValueError("anna@example.com is refused")
    except ValueError:
        fault = sys.exc_info()
    record = logging.LogRecord(
        "shop", logging.ERROR, "", 0, "Not Found: /en/orders/%s/", (token,), fault
    )

    line = json.loads(JsonFormatter().format(record))

    assert line["message"] == f"Not Found: /en/orders/{token[:8]}-(token)/"
    assert "anna" not in line["error"]
    assert "ValueError: (e-mail) is refused" in line["error"]
