from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models import Prefetch, QuerySet

from checkout.cart.lines import with_pictures
from checkout.invoices.models import Invoice
from checkout.orders.models import Order, OrderLine
from shop.users.models import User


def attach_orders(user: User) -> int:
    """Give a user the orders placed as a guest with an e-mail proved to be theirs."""
    proved = EmailAddress.objects.filter(user=user, verified=True)
    spellings = {
        spelling
        for email in proved.values_list("email", flat=True)
        for spelling in (email, email.lower())
    }
    if not spellings:
        return 0
    return Order.objects.filter(user=None, email__in=spellings).update(user=user)


def orders_of(user: User) -> QuerySet[Order]:
    """A user's orders, the newest first, with what lists show of them."""
    lines = with_pictures(OrderLine.objects.order_by("pk"))
    papers = Invoice.objects.defer("content").order_by("pk")
    orders = Order.objects.filter(user=user).prefetch_related(
        Prefetch("lines", lines), Prefetch("invoices", papers)
    )
    return orders.order_by("-placed_at", "-pk")
