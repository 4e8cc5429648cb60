from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_http_methods

from catalog.products.models import Product
from shop.users.models import User
from shop.web.limits import TooManyTries, caller_of, count_try
from support.contacts.forms import ContactForm, QuestionForm
from support.contacts.models import Message
from support.contacts.receiving import receive

LIMIT, SECONDS = 5, 3600


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest) -> HttpResponse:
    """How to reach us, and a form that does."""
    if request.method != "POST":
        form = ContactForm(initial=_known(request))
        return render(request, "support/contacts.html", {"form": form})

    form = ContactForm(request.POST)
    if not _is_accepted(request, form):
        return _refused(request, form, "support/contacts.html", {})

    if not form.is_trapped:
        receive(
            form.sender(_language()),
            subject=form.cleaned_data["subject"],
            body=form.cleaned_data["body"],
            order_number=form.cleaned_data["order_number"],
        )
    messages.success(request, _thanks(form))
    return redirect("contacts")


@require_http_methods(["GET", "HEAD", "POST"])
def product_question(request: HttpRequest, slug: str) -> HttpResponse:
    """A question about one product."""
    product = get_object_or_404(Product.objects.published(), slug=slug)
    page = {"product": product}
    if request.method != "POST":
        form = QuestionForm(initial=_known(request))
        return render(request, "support/product_question.html", {**page, "form": form})

    form = QuestionForm(request.POST)
    if not _is_accepted(request, form):
        return _refused(request, form, "support/product_question.html", page)

    if not form.is_trapped:
        receive(
            form.sender(_language()),
            subject=Message.Subject.PRODUCT,
            body=form.cleaned_data["body"],
            product=product,
        )
    messages.success(request, _thanks(form))
    return redirect(product)


def _is_accepted(request: HttpRequest, form: QuestionForm) -> bool:
    """Whether the form is right and its caller has not written too often."""
    if not form.is_valid():
        return False
    try:
        count_try("contact", caller_of(request), limit=LIMIT, seconds=SECONDS)
    except TooManyTries as refusal:
        minutes = -(-refusal.wait // 60)
        form.add_error(
            None,
            ngettext(
                "You have written several times. Please send this again in"
                " %(minutes)s minute, or call us.",
                "You have written several times. Please send this again in"
                " %(minutes)s minutes, or call us.",
                minutes,
            )
            % {"minutes": minutes},
        )
        return False
    return True


def _refused(
    request: HttpRequest, form: QuestionForm, template: str, page: dict[str, Any]
) -> HttpResponse:
    status = 429 if form.non_field_errors() else 422
    return render(request, template, {**page, "form": form}, status=status)


def _thanks(form: QuestionForm) -> str:
    return gettext("Thank you. A copy is on its way to %(email)s; we answer there.") % {
        "email": form.cleaned_data["email"]
    }


def _known(request: HttpRequest) -> dict[str, str]:
    """What need not be typed: who is signed in, and what a link says it is about."""
    known = {
        "subject": request.GET.get("subject", ""),
        "order_number": request.GET.get("order", "")[:30],
    }
    if isinstance(request.user, User):
        known |= {"name": request.user.name, "email": request.user.email}
    return known


def _language() -> str:
    return get_language() or "en"
