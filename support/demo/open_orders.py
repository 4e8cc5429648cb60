"""Orders of the demo shop that are still under way, one in every state.

They are placed, paid, packed and sent by the same deeds as real ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from catalog.pricing.lists import price_list_for
from catalog.products.models import Variant
from checkout.cart.filling import add
from checkout.cart.models import Cart
from checkout.delivery.points.spots import nearest, spots
from checkout.flow.cancelling import cancel_order
from checkout.flow.details import CheckoutDetails, SeenTotal
from checkout.flow.placing import place_order
from checkout.flow.pricing import Choice, offer_for
from checkout.notifications.mails import TEMPLATES
from checkout.notifications.models import Mailing
from checkout.orders.models import Order
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.packing import pack
from checkout.parcels.sending import send
from checkout.payments.models import Payment
from checkout.payments.receiving import mark_received
from checkout.payments.refunding import refund_order
from checkout.payments.starting import begin_payment
from shop.users.models import User
from support.demo.people import load_customers

BY = "demo"
ADDRESS = ("name", "company", "street", "street2", "postcode", "city", "region")


@dataclass(frozen=True, slots=True)
class Story:
    """How far an order has come, each state after those before it in STATES."""

    key: str
    email: str
    skus: tuple[str, ...]
    state: str
    hours_ago: int
    payment: str = "bank_transfer"


STATES = ("placed", "confirmed", "packed", "sent", "travelling")
STORIES = (
    Story("1", "ilze@example.com", ("LP-SOP-OLI-1", "LP-CND-LIN"), "placed", 3),
    Story("2", "jonas@example.com", ("LP-NAP-UND",), "placed", 30),
    Story(
        "3", "nasrin@example.com", ("LP-CND-FIG",), "confirmed", 2, "cash_on_delivery"
    ),
    Story("4", "ilze@example.com", ("LP-THR-SAG",), "confirmed", 20),
    Story("5", "jonas@example.com", ("LP-SOP-OLI-3", "LP-NAP-OAT"), "packed", 26),
    Story("6", "nasrin@example.com", ("LP-NAP-SEA",), "sent", 40),
    Story("7", "ilze@example.com", ("LP-CND-LIN", "LP-SOP-PLA-1"), "travelling", 44),
    Story("8", "jonas@example.com", ("LP-CND-FIG",), "cancelled", 50),
    Story("9", "nasrin@example.com", ("LP-SOP-OLI-D",), "refunded", 70),
)


def load_open_orders() -> int:
    """Place the stories nobody has told yet. Returns how many.

    The catalogue, the ways of delivering and paying, and the customers come first.
    """
    users = {user.email: user for user in load_customers().values()}
    told = {
        note.removeprefix("demo ")
        for note in Order.objects.filter(staff_note__startswith="demo ").values_list(
            "staff_note", flat=True
        )
    }
    new = [story for story in STORIES if story.key not in told]
    for story in new:
        with override(users[story.email].language):
            _tell(story, users[story.email])
    return len(new)


def _tell(story: Story, user: User) -> None:
    order = _place(story, user)
    reached = STATES.index(story.state) if story.state in STATES else 1
    payment = order.payments.get(status__in=Payment.IN_PROGRESS)
    begin_payment(payment, return_url="")
    order.refresh_from_db()
    if reached >= 1 and order.status == Order.Status.PLACED:
        mark_received(payment, by=BY, amount=payment.amount)
        order.refresh_from_db()
    if reached >= 2:
        _send(pack(order, by=BY), order, story)
    if story.state == "cancelled":
        cancel_order(order, by=BY, reason="The customer changed their mind")
    if story.state == "refunded":
        refund_order(order, reason="A gift of ours: it came damaged", by=BY)
    _let_time_pass(order, timedelta(hours=story.hours_ago))


def _place(story: Story, user: User) -> Order:
    now = timezone.now()
    home = user.addresses.filter(is_default=True).values(*ADDRESS, "country").get()
    address = {**home, "district": ""}
    currency = price_list_for(home["country"]).currency
    cart = Cart.objects.create(country=home["country"], currency=currency)
    for variant in Variant.objects.filter(sku__in=story.skus).order_by("pk"):
        add(cart, variant, quantity=1, personal={}, now=now)
    choice = Choice(
        country=home["country"],
        postcode=home["postcode"],
        vat_number="",
        method_code="",
        payment_code=story.payment,
    )
    offer = offer_for(cart, choice, now=now)
    assert offer.priced.option, f"nothing is delivered to {home['country']}"
    option = offer.priced.option
    near = nearest(
        spots(option.carrier_code, home["country"]) if option.to_point else (),
        postcode=home["postcode"],
        city=home["city"],
    )
    details = CheckoutDetails(
        email=user.email,
        phone="",
        language=user.language,
        shipping_address=address,
        billing_address=address,
        vat_number="",
        note="",
        method_code=option.code,
        point=str(near[0].id) if near else "",
        payment_code=story.payment,
        total_seen=SeenTotal(Decimal(offer.quote.total), currency),
    )
    order = place_order(cart, details=details, user=user, now=now)
    Order.objects.filter(pk=order.pk).update(staff_note=f"demo {story.key}")
    order.refresh_from_db()
    return order


def _send(parcel: Parcel, order: Order, story: Story) -> None:
    if story.state == "packed":
        return
    carrier = Carrier.objects.order_by("pk").first()
    send(parcel, carrier=carrier, tracking_number=f"LP{order.pk:08d}LV", by=BY)
    if story.state == "sent":
        # this one stays on its way, so that the page can be looked at
        Parcel.objects.filter(pk=parcel.pk).update(next_poll_at=None)


def _let_time_pass(order: Order, ago: timedelta) -> None:
    """Set the story back in time; what happened then has been told by mail."""
    Order.objects.filter(pk=order.pk).update(placed_at=F("placed_at") - ago)
    events = list(order.events.order_by("pk"))
    for event in events:
        event.at -= ago
        event.save(update_fields=["at"])
        if event.kind in TEMPLATES:
            template = TEMPLATES[event.kind]  # type: ignore[index]
            Mailing.objects.get_or_create(
                event=event,
                defaults={
                    "to": order.email,
                    "template": template,
                    "subject": event.get_kind_display(),
                    "sent_at": event.at,
                },
            )
