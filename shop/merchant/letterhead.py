"""The logo that travels with every mail, so that no picture is fetched from afar."""

from __future__ import annotations

from email.mime.image import MIMEImage
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.mail import EmailMultiAlternatives


def put_logo(mail: EmailMultiAlternatives) -> None:
    """Enclose what the HTML shows as `cid:logo`."""
    picture = MIMEImage(logo())
    picture.add_header("Content-ID", "<logo>")
    picture.add_header("Content-Disposition", "inline", filename="logo.png")
    mail.mixed_subtype = "related"  # type: ignore[attr-defined]
    mail.attach(picture)


@cache
def logo() -> bytes:
    found = finders.find("img/mail-logo.png")
    assert isinstance(found, str), "the logo is one of the shop's own files"
    return Path(found).read_bytes()
