"""Mail in the reader's language, as HTML and as text, under a stable id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from shop.merchant.letterhead import put_logo
from shop.merchant.models import Merchant


def send_mail(  # noqa: PLR0913 - what a mail has
    template: str,
    *,
    to: str,
    language: str,
    context: dict[str, Any],
    message_id: str,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    papers: Sequence[tuple[str, bytes]] = (),
) -> str:
    """Render `mail/TEMPLATE.{subject.txt,txt,html}` and send it; returns the subject.

    `message_id` is the part before the @: the same for every try, so that a mail
    that was sent twice is shown once. Answers go to `reply_to`, else to the merchant.
    `papers` are PDFs with the names of their files.
    """
    merchant = Merchant.current()
    with override(language):
        page = {
            "merchant": merchant,
            "SITE_URL": settings.SITE_URL,
            "language": language,
            **context,
        }
        raw_subject = render_to_string(f"mail/{template}.subject.txt", page)
        subject = " ".join(raw_subject.split())
        mail = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string(f"mail/{template}.txt", page),
            to=[to],
            headers={
                "Message-ID": f"<{message_id}@{_domain()}>",
                "Content-Language": language,
                **(headers or {}),
            },
            reply_to=[address] if (address := reply_to or merchant.email) else None,
        )
        mail.attach_alternative(
            render_to_string(f"mail/{template}.html", page), "text/html"
        )
    put_logo(mail)
    for name, paper in papers:
        # "related" would hide it as a part of the page
        mail.mixed_subtype = "mixed"  # type: ignore[attr-defined]
        mail.attach(name, paper, "application/pdf")
    mail.send()
    return subject


def _domain() -> str:
    sender: str = settings.DEFAULT_FROM_EMAIL
    return sender.rpartition("@")[2].rstrip(">")
