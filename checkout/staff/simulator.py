"""What a cart would cost a customer there and then, and why: nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.products.models import Product, Variant
from checkout.cart.models import Cart, CartLine
from checkout.cart.offering import Buyer
from checkout.cart.pricing import PricedCart, PricedLine, price_cart
from checkout.discounts.coupons import CouponRefused, coupon_for, one_time_code_for
from checkout.discounts.engine import Shopper
from checkout.discounts.models import CartOffer, CustomerGroup
from checkout.discounts.rules import cart_rules
from checkout.discounts.shoppers import shopper_for
from checkout.discounts.words import reason_of
from checkout.staff.goods import TryingForm
from checkout.totals.quote import Line
from shop.users.models import User
from shop.web.texts import in_language


@dataclass(frozen=True, slots=True)
class Explained:
    """An offer with a sentence on whether it applies."""

    name: str
    applies: bool
    why: str


@dataclass(frozen=True, slots=True)
class Simulation:
    priced: PricedCart
    offers: Sequence[Explained]
    code_refusal: str

    @property
    def lines(self) -> list[tuple[PricedLine, Line | None]]:
        priced = self.priced
        return [(each, priced.quoted(each)) for each in priced.all_lines]


class SimulatorForm(TryingForm):
    email = forms.EmailField(
        label=gettext_lazy("Customer"),
        required=False,
        help_text=gettext_lazy("e-mail; empty: somebody new"),
        widget=UnfoldAdminEmailInputWidget,
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
    )
    field_order = ("goods", "email")


def simulator(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Staff ask with a GET: an answer can be sent to a colleague as a link."""
    if not request.user.has_perm("checkout.view_cartoffer"):
        raise PermissionDenied
    form = SimulatorForm(request.GET if "goods" in request.GET else None)
    result = simulate(**form.cleaned_data) if form.is_valid() else None
    context = {
        **site.each_context(request),
        "title": _("Try a cart"),
        "opts": CartOffer._meta,
        "form": form,
        "result": result,
        "back": reverse("admin:checkout_cartoffer_changelist"),
    }
    return TemplateResponse(request, "staff/simulator.html", context)


def simulate(  # noqa: PLR0913 - what the form asks
    *,
    goods: Sequence[tuple[Variant, int]],
    email: str = "",
    group: CustomerGroup | None = None,
    country: str,
    currency: str,
    moment: datetime | None = None,
    code: str = "",
) -> Simulation:
    """The price of a cart that is only thought of, by the engine of the shop."""
    now = moment or timezone.now()
    user = User.objects.filter(email__iexact=email).first() if email else None
    cart = Cart(country=country, currency=currency, user=user)
    lines = [
        CartLine(pk=number, cart=cart, variant=variant, quantity=quantity)
        for number, (variant, quantity) in enumerate(goods, start=1)
    ]
    for line in lines:
        line.picture = None  # type: ignore[attr-defined]
    rules = cart_rules()
    shopper = shopper_for(rules, user_id=user.pk if user else None, email=email)
    if group:
        shopper = _in_group(shopper, group)
    buyer = Buyer(email=email, shopper=shopper)
    priced = price_cart(cart, now=now, buyer=buyer, lines_given=lines)
    refusal = ""
    if code:
        refusal = _use_code(cart, code, priced, now)
        buyer = Buyer(email=email, shopper=_with_code(shopper, cart))
        priced = price_cart(cart, now=now, buyer=buyer, lines_given=lines)
        refusal = refusal or priced.coupon_problem
    return Simulation(priced, _explained(priced), refusal)


def _use_code(cart: Cart, code: str, priced: PricedCart, now: datetime) -> str:
    quote = priced.quote
    try:
        cart.one_time_code = one_time_code_for(code, now=now)
        if cart.one_time_code:
            cart.coupon = cart.one_time_code.batch.coupon
        else:
            cart.coupon = coupon_for(
                code,
                goods=quote.goods - quote.gift_cards,
                currency=quote.currency,
                now=now,
            )
    except CouponRefused as refused:
        return str(refused)
    return ""


def _in_group(shopper: Shopper, group: CustomerGroup) -> Shopper:
    return Shopper(
        groups=shopper.groups | {group.pk},
        has_ordered=shopper.has_ordered,
        has_had=shopper.has_had,
        codes=shopper.codes,
    )


def _with_code(shopper: Shopper, cart: Cart) -> Shopper:
    offer = cart.one_time_code.batch.offer_id if cart.one_time_code else None
    return Shopper(
        groups=shopper.groups,
        has_ordered=shopper.has_ordered,
        has_had=shopper.has_had,
        codes=frozenset({offer}) if offer else frozenset(),
    )


def _explained(priced: PricedCart) -> list[Explained]:
    """Every offer that is switched on, also those that are not for this moment."""
    currency, country = priced.quote.currency, priced.country
    verdicts = priced.offers.decision.verdicts
    named = {pk for v in verdicts for pk in (*v.rule.rewards, *v.rule.products)}
    products = Product.objects.filter(pk__in=named)
    titles = {each.pk: in_language(each, "title")[0] for each in products}
    return [
        Explained(
            verdict.rule.name,
            verdict.applies,
            reason_of(verdict, currency, country, titles),
        )
        for verdict in verdicts
    ]
