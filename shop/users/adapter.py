from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language

from shop.merchant.letterhead import put_logo
from shop.merchant.models import Merchant
from shop.users.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts as this shop wants them: by e-mail, in the visitor's language."""

    def save_user(
        self, request: Any, user: User, form: Any, commit: bool = True
    ) -> User:
        user.language = get_language() or user.language
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """Mails that the library knows as plain text only get our letterhead too."""
        mail: EmailMessage = super().render_mail(*args, **kwargs)
        if isinstance(mail, EmailMultiAlternatives):
            if not mail.alternatives:
                mail.attach_alternative(_letter(mail), "text/html")
            put_logo(mail)
        return mail

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Links lead to the shop, by whatever host name it was asked to write."""
        links = {
            name: _at_home(value)
            for name, value in context.items()
            if name.endswith("_url")
        }
        merchant = Merchant.current()
        site = SimpleNamespace(
            name=merchant.name, domain=urlsplit(settings.SITE_URL).netloc
        )
        ours = {"merchant": merchant, "SITE_URL": settings.SITE_URL}
        super().send_mail(
            template_prefix, email, {**context, **links, **ours, "current_site": site}
        )


def _letter(mail: EmailMultiAlternatives) -> str:
    merchant = Merchant.current()
    signature = f"{merchant.name}\n{settings.SITE_URL}"
    words = str(mail.body).strip().removesuffix(signature).strip()
    page = {"merchant": merchant, "SITE_URL": settings.SITE_URL}
    return render_to_string(
        "mail/letter.html", {**page, "heading": mail.subject, "words": words}
    )


def _at_home(url: str) -> str:
    home = urlsplit(settings.SITE_URL)
    return urlsplit(url)._replace(scheme=home.scheme, netloc=home.netloc).geturl()
