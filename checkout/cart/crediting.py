"""Gift cards and store credit that are to pay for a cart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from checkout.cart.models import Cart, CartCredit
from checkout.credit.cards import gift_card_for
from checkout.credit.ledger import CreditRefused, check_usable, name_of
from checkout.credit.models import CreditAccount
from checkout.totals.quote import Quote, with_credit
from shop.money.amounts import ZERO

MOST_CARDS = 10


@dataclass(frozen=True, slots=True)
class Purse:
    """An account a cart can be paid from. `problem` says why it cannot just now."""

    account: CreditAccount
    balance: Decimal
    is_used: bool
    problem: str

    @property
    def key(self) -> str:
        return str(self.account.pk)

    @property
    def name(self) -> str:
        return name_of(self.account)


@dataclass(frozen=True, slots=True)
class CreditPart:
    """What a card or credit pays of a sum, by the name the reader knows it by."""

    name: str
    amount: Decimal


def purses_of(cart: Cart) -> tuple[Purse, ...]:
    """The cards put on the cart in their order, then its owner's store credit."""
    used = CartCredit.objects.filter(cart=cart.pk, account=OuterRef("pk"))
    own = Q(
        kind=CreditAccount.Kind.STORE_CREDIT,
        user=cart.user_id,
        currency=cart.currency,
    )
    cards = Q(kind=CreditAccount.Kind.GIFT_CARD, is_used=True)
    accounts = CreditAccount.objects.with_balances().annotate(is_used=Exists(used))
    # not every cart has an owner, and nobody's credit is not everybody's
    wanted = accounts.filter(cards | own if cart.user_id else cards)
    last = Case(
        When(kind=CreditAccount.Kind.GIFT_CARD, then=Value(0)), default=Value(1)
    )
    purses = (_purse(account, cart.currency) for account in wanted.order_by(last, "pk"))
    return tuple(purse for purse in purses if purse.is_used or purse.balance > 0)


def pay_from(quote: Quote, purses: tuple[Purse, ...]) -> Quote:
    """The quote with what is used of the purses."""
    usable = [
        (purse.key, purse.balance)
        for purse in purses
        if purse.is_used and not purse.problem and purse.balance > 0
    ]
    return with_credit(quote, usable)


@transaction.atomic
def use_gift_card(cart: Cart, typed: str) -> None:
    """Let the card with this code pay for the cart. Raises CreditRefused."""
    card = gift_card_for(typed)
    check_usable(card, cart.currency)
    if card.balance <= 0:
        raise CreditRefused(_("Nothing is left on %(card)s.") % {"card": name_of(card)})
    if cart.credits.count() >= MOST_CARDS:
        raise CreditRefused(_("These are as many gift cards as one order can take."))
    cart.credits.get_or_create(account=card)


def use_store_credit(cart: Cart) -> None:
    """Let its owner's store credit pay for the cart, if there is any."""
    own = CreditAccount.objects.filter(
        kind=CreditAccount.Kind.STORE_CREDIT, user=cart.user, currency=cart.currency
    ).first()
    if own is not None and cart.user_id:
        cart.credits.get_or_create(account=own)


def change_credit(
    cart: Cart, *, code: str = "", own_credit: bool = False, leave: str = ""
) -> None:
    """What a page asks for: a card by its code, the customer's own credit, or to leave
    one of them alone. Raises CreditRefused."""
    if leave:
        leave_alone(cart, leave)
    elif own_credit:
        use_store_credit(cart)
    elif code:
        use_gift_card(cart, code)


def leave_alone(cart: Cart, key: str) -> None:
    """Pay without this card or credit."""
    if key.isdecimal():
        cart.credits.filter(account=int(key)).delete()


def _purse(account: CreditAccount, currency: str) -> Purse:
    balance = _balance_of(account)
    is_used: bool = account.is_used  # type: ignore[attr-defined]
    try:
        check_usable(account, currency)
    except CreditRefused as refusal:
        return Purse(account, balance, is_used, str(refusal))
    if not balance:
        gone = _("Nothing is left on %(card)s.") % {"card": name_of(account)}
        return Purse(account, balance, is_used, gone)
    return Purse(account, balance, is_used, "")


def _balance_of(account: CreditAccount) -> Decimal:
    balance: Decimal = account.balance_now  # type: ignore[attr-defined]
    return max(balance, ZERO)
