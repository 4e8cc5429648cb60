"""Paying with gift cards and store credit, from the cart to the refund."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.credit.cards import code_of
from checkout.credit.models import CreditAccount, CreditEntry
from checkout.credit.testing import make_gift_card, make_store_credit
from checkout.flow.auditing import audit_books
from checkout.flow.cancelling import cancel_order
from checkout.flow.expiring import expire
from checkout.flow.tests.buyers import bring, buy, fill_in
from checkout.orders.models import Order
from checkout.payments.models import Payment, Refund
from checkout.payments.receiving import mark_received
from checkout.payments.refunding import NobodyToCredit, refund_order
from checkout.payments.settling import paid_for
from checkout.testing import make_cart, make_shop
from shop.users.models import User

pytestmark = pytest.mark.django_db


def cart_with(*accounts: CreditAccount, user: User | None = None) -> Cart:
    """A cart of one thing: 10.00 and 4.90 for the courier."""
    make_shop()
    cart = make_cart(make_variant(stock=5), user=user)
    for account in accounts:
        cart.credits.create(account=account)
    return cart


def words(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


def test_the_cart_shows_what_a_card_pays_and_what_stays_on_it(client: Client) -> None:
    bring(client, cart_with())
    card = make_gift_card("20.00")

    answer = client.post(
        "/en/cart/credit/", {"gift_card": code_of(card).lower()}, follow=True
    )

    page = words(answer)
    assert f"Gift card •••• {card.last_four}" in page
    assert "pays €14.90, €5.10 stays on it" in page
    assert "Total incl. VAT €14.90" in page
    assert "To pay €0.00" in page
    assert card.balance == 20


def test_a_card_can_be_taken_off_the_cart(client: Client) -> None:
    card = make_gift_card()
    cart = cart_with(card)
    bring(client, cart)

    client.post("/en/cart/credit/", {"leave": str(card.pk)})

    assert not cart.credits.exists()


def test_a_wrong_code_is_refused_beside_its_field(client: Client) -> None:
    cart = cart_with()
    bring(client, cart)

    answer = client.post("/en/cart/credit/", {"gift_card": "2222-2222-2222-2222"})

    assert "We know no gift card with this code" in words(answer)
    assert not cart.credits.exists()


def test_codes_cannot_be_tried_without_end(client: Client) -> None:
    bring(client, cart_with())
    tries = [client.post("/en/cart/credit/", {"gift_card": "x"}) for _ in range(21)]

    assert [answer.status_code for answer in tries[-2:]] == [200, 429]


def test_another_customers_credit_is_neither_offered_nor_used(
    client: Client, buyer: User, stranger: User
) -> None:
    make_store_credit(stranger, "50.00")
    client.force_login(buyer)
    cart = cart_with(user=buyer)

    answer = client.post("/en/cart/credit/", {"own_credit": "on"}, follow=True)

    assert "store credit:" not in words(answer)
    assert not cart.credits.exists()


def test_the_checkout_keeps_what_was_typed_when_a_card_is_used(client: Client) -> None:
    cart = cart_with()
    bring(client, cart)
    card = make_gift_card("5.00")

    client.post(
        "/en/checkout/credit/",
        fill_in(cart, email="maija@example.com", gift_card=code_of(card)),
    )

    page = words(client.get("/en/checkout/"))
    cart.refresh_from_db()
    assert cart.draft["email"] == "maija@example.com"
    assert "gift_card" not in cart.draft
    assert "To pay €9.90" in page


def test_a_card_and_a_transfer_pay_one_order_together(client: Client) -> None:
    card = make_gift_card("5.00")
    cart = cart_with(card)

    buy(client, cart, total_seen="EUR 14.90 9.90")

    order = Order.objects.get()
    by_card, by_bank = order.payments.order_by("pk")
    assert order.total == Decimal("14.90")
    assert order.status == Order.Status.PLACED
    assert (by_card.provider, by_card.status, by_card.amount) == (
        "credit",
        "captured",
        5,
    )
    assert (by_bank.provider, by_bank.amount) == ("bank_transfer", Decimal("9.90"))
    assert card.balance == 0
    assert not order.events.filter(kind="note").exists()

    mark_received(by_bank, by="Marta", amount=Decimal("9.90"))

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert not [*audit_books()]
    page = words(client.get(order.get_absolute_url()))
    assert f"Gift card •••• {card.last_four} −€5.00 To pay €9.90" in page


def test_what_cards_and_credit_cover_needs_no_other_way_of_paying(
    client: Client, buyer: User
) -> None:
    cards = make_gift_card("5.00"), make_gift_card("4.00")
    credit = make_store_credit(buyer, "50.00")
    client.force_login(buyer)
    cart = cart_with(*cards, credit, user=buyer)

    answer = buy(client, cart, payment=None, total_seen="EUR 14.90 0.00")

    order = Order.objects.get()
    assert answer.headers["Location"] == order.get_absolute_url()
    assert order.status == Order.Status.CONFIRMED
    assert [card.balance for card in cards] == [0, 0]
    assert credit.balance == Decimal("44.10")
    assert [*order.events.order_by("pk").values_list("kind", flat=True)] == [
        "placed",
        "paid",
        "confirmed",
    ]
    assert not [*audit_books()]


def test_a_card_that_was_emptied_meanwhile_orders_nothing(client: Client) -> None:
    card = make_gift_card("20.00")
    cart = cart_with(card)
    CreditEntry.objects.create(
        account=card, kind="spent", amount=-15, reference="elsewhere", by="x"
    )

    answer = buy(client, cart, payment="bank", total_seen="EUR 14.90 0.00")

    assert answer.status_code == 422
    assert "Less is left on your gift cards" in words(answer)
    assert not Order.objects.exists()
    assert card.balance == 5


def test_a_lost_race_is_a_sentence_and_orders_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = make_gift_card("20.00")
    cart = cart_with(card)
    CreditEntry.objects.create(
        account=card, kind="spent", amount=-15, reference="elsewhere", by="x"
    )
    # the page was worked out a moment before
    monkeypatch.setattr(
        "checkout.cart.crediting._balance_of", lambda account: Decimal(20)
    )

    answer = buy(client, cart, payment=None, total_seen="EUR 14.90 0.00")

    assert "only €5.00 is left on it. Nothing has been ordered." in words(answer)
    assert not Order.objects.exists()
    assert Cart.objects.open().exists()
    assert card.balance == 5


def test_a_code_left_beside_its_button_pays_after_another_look(client: Client) -> None:
    cart = cart_with()
    card = make_gift_card("5.00")

    answer = buy(client, cart, gift_card=code_of(card))

    assert answer.status_code == 422
    assert "Your gift card is used now" in words(answer)
    assert not Order.objects.exists()
    assert cart.credits.count() == 1


def test_a_cancelled_order_gives_each_card_back_what_it_paid_once(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    cards = make_gift_card("5.00"), make_gift_card("4.00")
    buy(client, cart_with(*cards), total_seen="EUR 14.90 5.90")
    order = Order.objects.get()

    cancel_order(order, by="customer", reason="asked")
    run_jobs()
    run_jobs()

    assert [card.balance for card in cards] == [5, 4]
    assert paid_for(order) == 0
    assert not [*audit_books()]


def test_an_order_nobody_pays_the_rest_of_gives_the_card_back(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    card = make_gift_card("5.00")
    buy(client, cart_with(card), total_seen="EUR 14.90 9.90")
    order = Order.objects.get()
    begun = order.payments.get(provider="bank_transfer")

    expire(order_id=order.pk)
    run_jobs()
    mark_received(begun, by="Marta", amount=Decimal("9.90"))
    run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert card.balance == 5
    assert Refund.objects.get(payment=begun).amount == Decimal("9.90")


def paid_order(client: Client, card: CreditAccount, user: User | None = None) -> Order:
    if user:
        client.force_login(user)
    buy(client, cart_with(card, user=user), total_seen="EUR 14.90 9.90")
    order = Order.objects.get()
    payment = order.payments.get(provider="bank_transfer")
    mark_received(payment, by="Marta", amount=Decimal("9.90"))
    return order


def test_a_part_goes_back_as_money_first_and_then_to_the_card(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    card = make_gift_card("5.00")
    order = paid_order(client, card)

    refunds = refund_order(order, amount=Decimal("12.00"), reason="late", by="Marta")
    run_jobs()

    assert [(r.payment.provider, r.amount) for r in refunds] == [
        ("bank_transfer", Decimal("9.90")),
        ("credit", Decimal("2.10")),
    ]
    assert card.balance == Decimal("2.10")


def test_a_refund_can_become_store_credit(
    client: Client, buyer: User, run_jobs: Callable[[], int]
) -> None:
    order = paid_order(client, make_gift_card("5.00"), buyer)

    refund_order(order, reason="agreed", by="Marta", as_credit=True)
    run_jobs()

    credit = CreditAccount.objects.get(user=buyer)
    assert credit.balance == Decimal("14.90")
    assert paid_for(order) == 0
    assert not [*audit_books()]


def test_a_guest_has_no_store_credit(client: Client) -> None:
    order = paid_order(client, make_gift_card("5.00"))

    with pytest.raises(NobodyToCredit):
        refund_order(order, reason="agreed", by="Marta", as_credit=True)

    assert not Refund.objects.exists()


def test_another_way_of_paying_is_for_what_the_card_leaves(client: Client) -> None:
    card = make_gift_card("5.00")
    buy(client, cart_with(card), total_seen="EUR 14.90 9.90")
    order = Order.objects.get()
    page = f"{order.get_absolute_url()}payment/"

    assert "To pay: €9.90" in words(client.get(page))
    client.post(page, {"payment": "cod"})

    latest = order.payments.order_by("-pk")[0]
    # with the fee of the door
    assert (latest.provider, latest.amount) == ("cash_on_delivery", Decimal("12.40"))


def _overdraw() -> None:
    CreditEntry.objects.filter(kind="spent").update(amount=-500)


def _take_less() -> None:
    CreditEntry.objects.filter(kind="spent").update(amount=-1)


def _keep_the_refund() -> None:
    CreditEntry.objects.filter(kind="returned").delete()


def _give_back_less() -> None:
    CreditEntry.objects.filter(kind="returned").update(amount=4)


def _lose_the_payment() -> None:
    Payment.objects.filter(provider="credit").update(reference="x")


@pytest.mark.parametrize(
    "harm",
    [_overdraw, _take_less, _keep_the_refund, _give_back_less, _lose_the_payment],
)
def test_the_audit_finds_credit_that_does_not_match_the_payments(
    client: Client, run_jobs: Callable[[], int], harm: Callable[[], None]
) -> None:
    order = paid_order(client, make_gift_card("5.00"))
    cancel_order(order, by="customer", reason="asked")
    run_jobs()
    assert not [*audit_books()]

    harm()

    assert [*audit_books()]
