from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend

OUTBOX = Path(settings.VAR_DIR) / "outbox"
KEPT = 500


class OutboxBackend(EmailBackend):
    """Prints mail to the console and keeps it for the outbox page (DEBUG only)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        OUTBOX.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            (OUTBOX / f"{stamp}.eml").write_bytes(message.message().as_bytes())
        for old in sorted(OUTBOX.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return super().send_messages(email_messages) or 0
