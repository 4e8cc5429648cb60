"""A gift card from the shelf to the hands of whom it is for, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from catalog.products.models import Variant
from catalog.testing import make_variant
from checkout.cart.filling import add
from checkout.cart.models import Cart
from checkout.credit.cards import code_of, gift_card_for
from checkout.credit.ledger import book
from checkout.credit.models import CreditAccount
from checkout.credit.testing import make_gift_card
from checkout.flow.auditing import audit_books
from checkout.flow.cancelling import cancel_order, refund_whole
from checkout.flow.tests.buyers import bring, buy
from checkout.gifts.issuing import issue_cards
from checkout.gifts.models import SoldCard
from checkout.gifts.returning import CardKept
from checkout.gifts.testing import make_gift_product
from checkout.orders.models import Order
from checkout.parcels.packing import NothingToPack, pack, unpacked
from checkout.payments.models import Refund
from checkout.payments.receiving import mark_received
from checkout.payments.settling import paid_for
from checkout.testing import make_cart, make_coupon, make_shop

pytestmark = pytest.mark.django_db

FOR_MAIJA = {
    "recipient_name": "Maija",
    "recipient_email": "maija@example.com",
    "message": "Happy birthday!",
}
NO_ADDRESS = dict.fromkeys(
    ("street", "street2", "postcode", "city", "company", "method")
)


def cart_of(variant: Variant, *others: Variant, **gift: str) -> Cart:
    make_shop()
    cart = (
        make_cart(*others)
        if others
        else Cart.objects.create(country="LV", currency="EUR")
    )
    add(cart, variant, quantity=1, personal=gift, now=timezone.now())
    return cart


def bought(client: Client, **gift: str) -> Order:
    """One card of 50.00, ordered and not paid yet."""
    cart = cart_of(make_gift_product(), **gift)
    buy(client, cart, **NO_ADDRESS, total_seen="EUR 50.00")
    return Order.objects.get()


def pay(order: Order) -> None:
    payment = order.payments.order_by("-pk")[0]
    mark_received(payment, by="Marta", amount=payment.amount)
    order.refresh_from_db()


def words(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


def test_the_product_page_asks_for_whom_it_is(client: Client) -> None:
    make_shop()
    product = make_gift_product().product

    page = client.get(f"/en{product.get_absolute_url().removeprefix('/en')}")

    html = page.content.decode()
    assert 'type="email" id="personal-recipient_email"' in html
    assert 'type="date" id="personal-send_on"' in html
    assert "It comes by e-mail" in html
    assert "VAT is charged when it is spent, not now." in html
    assert "cannot be returned" not in html


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("recipient_email", "maija", "valid email"),
        ("send_on", "tomorrow", "year-month-day"),
        ("send_on", "2020-01-01", "from today on"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    client: Client, field: str, typed: str, sentence: str
) -> None:
    variant = make_gift_product()

    answer = client.post(
        "/en/cart/lines/",
        {"variant": variant.pk, "quantity": 1, f"personal_{field}": typed},
    )

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Cart.objects.filter(lines__isnull=False).exists()


def test_gift_cards_alone_need_no_address_no_delivery_and_no_vat(
    client: Client,
) -> None:
    cart = cart_of(make_gift_product(), **FOR_MAIJA)
    bring(client, cart)

    html = client.get("/en/checkout/").content.decode()
    buy(client, cart, **NO_ADDRESS, total_seen="EUR 50.00")

    assert 'name="street"' not in html
    assert 'name="method"' not in html
    # nobody comes to the door
    assert 'id="payment-cod"' not in html
    order = Order.objects.get()
    assert (order.total, order.vat, order.shipping) == (50, 0, 0)
    assert order.is_by_mail
    assert not [*audit_books()]


def test_a_card_is_issued_and_mailed_once_the_order_is_paid(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    order = bought(client, **FOR_MAIJA)
    run_jobs()
    assert not CreditAccount.objects.exists()

    pay(order)
    run_jobs()
    run_jobs()

    card = CreditAccount.objects.get()
    [letter] = [each for each in mail.outbox if each.to == ["maija@example.com"]]
    assert card.balance == 50
    assert code_of(card) in letter.body
    assert "Happy birthday!" in letter.body
    assert gift_card_for(code_of(card)) == card
    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED
    assert code_of(card) in words(client.get(order.get_absolute_url()))
    assert not [*audit_books()]


def test_a_card_is_mailed_on_the_chosen_day_and_not_before(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    day = localdate() + timedelta(days=3)
    order = bought(client, **FOR_MAIJA, send_on=day.isoformat())
    pay(order)

    run_jobs()

    sold = SoldCard.objects.get()
    assert (sold.send_on, sold.sent_at) == (day, None)
    assert not [each for each in mail.outbox if each.to == ["maija@example.com"]]
    assert CreditAccount.objects.get().balance == 50
    page = words(client.get(order.get_absolute_url()))
    assert "Goes to maija@example.com" in page


def test_a_card_for_nobody_named_goes_to_its_buyer(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    order = bought(client)
    pay(order)

    run_jobs()

    assert SoldCard.objects.get().to == order.email


def test_a_mixed_order_ships_the_rest(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    mug = make_variant()
    buy(client, cart_of(make_gift_product(), mug), total_seen="EUR 64.90")
    order = Order.objects.get()
    pay(order)
    run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert [*unpacked(order)] == [order.lines.get(variant=mug).pk]
    pack(order, by="Marta")
    assert order.status == Order.Status.PACKED
    assert not [*audit_books()]


def test_there_is_no_parcel_for_gift_cards_alone(client: Client) -> None:
    order = bought(client)
    pay(order)

    with pytest.raises(NothingToPack):
        pack(order, by="Marta")


def test_a_coupon_leaves_gift_cards_alone(client: Client) -> None:
    cart = cart_of(make_gift_product(), make_variant())
    cart.coupon = make_coupon()
    cart.save()
    bring(client, cart)

    page = words(client.get("/en/cart/"))

    assert "Coupon WELCOME10 −€1.00" in page


def test_gift_cards_are_not_bought_with_gift_cards(client: Client) -> None:
    cart = cart_of(make_gift_product())
    card = make_gift_card("80.00")
    cart.credits.create(account=card)

    buy(client, cart, **NO_ADDRESS, total_seen="EUR 50.00 0.00")

    assert not Order.objects.exists()
    assert card.balance == 80
    page = words(client.get("/en/checkout/"))
    assert "Gift cards are not bought with gift cards or credit." in page


def test_cancelling_takes_an_unused_card_back(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    day = localdate() + timedelta(days=3)
    order = bought(client, **FOR_MAIJA, send_on=day.isoformat())
    pay(order)
    run_jobs()

    client.post(f"{order.get_absolute_url()}cancellation/")
    run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert CreditAccount.objects.get().balance == 0
    assert paid_for(order) == 0
    assert not [*audit_books()]


def test_a_used_card_is_not_taken_back(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    day = localdate() + timedelta(days=3)
    order = bought(client, send_on=day.isoformat())
    pay(order)
    run_jobs()
    card = CreditAccount.objects.get()
    book(card, kind="spent", amount=Decimal(-1), reference="payment-x", by="Maija")

    answer = client.post(f"{order.get_absolute_url()}cancellation/", follow=True)

    assert "has been used: its order can no longer be undone" in words(answer)
    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert not Refund.objects.exists()
    with pytest.raises(CardKept):
        refund_whole(order, by="Marta", reason="asked")
    assert card.balance == 49


def test_a_whole_refund_takes_the_card_back_once(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    order = bought(client)
    pay(order)
    run_jobs()

    refund_whole(order, by="Marta", reason="withdrawn")

    assert CreditAccount.objects.get().balance == 0
    assert refund_whole(order, by="Marta", reason="withdrawn") == []


def test_an_order_cancelled_before_the_cards_are_issued_gets_none(
    client: Client,
) -> None:
    order = bought(client)
    pay(order)
    cancel_order(order, by="customer", reason="asked")

    issue_cards(order.pk)

    assert not CreditAccount.objects.exists()
