"""What the shop asks of whoever moves the money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol, runtime_checkable

from checkout.payments.models import Payment, Refund
from checkout.payments.saved.models import Adding, SavedMethod
from shop.money.amounts import ZERO


class PaymentFailed(Exception):
    """The provider said no, or could not be reached.

    `message` is a sentence for the buyer; `retry` says that the same call may
    succeed later.
    """

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.message = message
        self.retry = retry


@dataclass(frozen=True, slots=True)
class Begun:
    """A payment the provider now knows of.

    `client_secret` is for the provider's script on our page, `redirect_url` a page
    of the provider where the buyer goes on; most need neither.
    """

    reference: str
    status: Payment.Status
    client_secret: str = ""
    redirect_url: str = ""


@dataclass(frozen=True, slots=True)
class Risk:
    """What a provider's watch on fraud says: a level ("normal", "elevated",
    "highest"), a score out of 100 where there is one, and a sentence for staff."""

    level: str
    score: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a provider says of a payment.

    `captured` is what `movement`, the provider's id of the money that moved, brought:
    the same movement is booked once, however often it is told. Where movements have
    no id, the same amount for the same payment is the same money. `failure` is a
    sentence for the buyer; with PENDING it says that the last try failed and that
    another is possible. AUTHORISED says that the money is ours to take until
    `secured_until`; `is_processing` that the buyer has done their part, and a bank
    takes its time.
    """

    status: Payment.Status
    captured: Decimal = ZERO
    reference: str = ""
    movement: str = ""
    failure: str = ""
    risk: Risk | None = None
    secured_until: datetime | None = None
    is_processing: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A way of paying that a provider has kept for a customer.

    `label` is what the customer knows it by, without the name of the way: "Visa ••
    4242", an e-mail at PayPal. `fingerprint` is the same when the same card is kept
    twice, "" where the provider cannot tell.
    """

    reference: str
    customer_reference: str
    kind: str
    label: str
    expires_on: date | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a buyer needs to pay on their own: labelled values, and a QR code (SVG)."""

    rows: tuple[tuple[str, str], ...]
    qr_svg: str = ""


class Provider(Protocol):
    """One who moves money. Calls about a payment carry its `key`, those about a
    refund the refund's, so that a repeated call is the same deed.

    `patience` is how long an unpaid order waits before it is cancelled (None: for
    ever). `is_remote` ones are asked from time to time how a payment stands.
    `script` is a static file for the checkout page, "" for none.
    """

    patience: timedelta | None
    is_remote: bool
    is_paid_on_delivery: bool
    script: str

    def is_ready(self) -> bool:
        """Whether everything it needs has been set up."""

    def page_data(self) -> Mapping[str, str]:
        """What its script needs on the page, as data attributes (public keys)."""

    def begin(self, payment: Payment, *, return_url: str) -> Begun:
        """Make the payment known to the provider.

        Called again when a page needs the client secret again: the same payment
        comes back.
        """

    def look_up(self, payment: Payment) -> Finding:
        """Ask how the payment stands."""

    def refund(self, refund: Refund) -> str:
        """Give money back; returns the provider's id of the movement.

        "" says that people have to do it (they mark it done in the admin).
        """

    def cancel(self, payment: Payment) -> None:
        """Make sure that the payment can no longer be captured.

        Raises PaymentFailed without retry when it already has been.
        """

    def instructions(self, payment: Payment) -> Instructions | None:
        """What the buyer still has to do by themselves; None where it is nothing."""


@runtime_checkable
class Secures(Protocol):
    """What a provider does besides, if it can secure money and take it later.

    Where `payment.captures_later`, its `begin` secures the money only; `cancel` lets
    go of it.
    """

    def capture(self, payment: Payment, *, amount: Decimal) -> Finding:
        """Take `amount` of what is secured, and let go of the rest; a repeated call is
        the same deed. Raises PaymentFailed."""


@runtime_checkable
class Remembers(Protocol):
    """What a provider does besides, if it can remember ways of paying.

    Its `begin` charges `payment.saved_method` where there is one, without the buyer:
    should they be needed after all (the bank wants to ask them), what it gives back
    leads them there, by `redirect_url` or by the `client_secret` for the payment
    page. Where `payment.wants_keeping`, `begin` asks the provider to remember what
    will be paid with. All of it may be called again.

    `adding_script` is a static file for the page on which a way is added, "" where
    that happens on the provider's own.
    """

    adding_script: str

    def begin_adding(self, adding: Adding, *, return_url: str) -> Begun:
        """Make it known that a customer wants to add a way of paying without buying.

        Either part of the answer leads on, as in `begin`; the buyer comes back to
        `return_url`. Raises PaymentFailed.
        """

    def look_up_adding(self, adding: Adding) -> Kept | None:
        """What has come of it; None while the customer has not finished (or never
        does). Raises PaymentFailed."""

    def kept_by(self, payment: Payment) -> Kept | None:
        """What has been kept by a captured payment; None if nothing was, or is yet.

        Raises PaymentFailed.
        """

    def forget(self, saved: SavedMethod) -> None:
        """Make sure that it can no longer be charged; what is already forgotten stays
        so. Raises PaymentFailed."""
