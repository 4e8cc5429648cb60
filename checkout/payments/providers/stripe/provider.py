from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from checkout.payments.models import Payment, Refund
from checkout.payments.providers.protocol import (
    Begun,
    Finding,
    Instructions,
    Kept,
    PaymentFailed,
)
from checkout.payments.providers.stripe.currencies import SUPPORTED, to_stripe
from checkout.payments.providers.stripe.intents import (
    STATUSES,
    ask_the_buyer,
    cancel_intent,
    capture_intent,
    find_intent,
    finding_of,
    make_intent,
    page_of_the_bank,
    read_intent,
    read_paid_with,
    refund_intent,
    refunds_of,
    wants_the_buyer,
)
from checkout.payments.providers.stripe.saving import (
    forget_method,
    kept_in,
    make_setup,
    read_setup,
)
from checkout.payments.saved.models import Adding, SavedMethod

STRIPE_JS = "https://js.stripe.com/v3/"
# a little less than the 24 hours after which Stripe forgets them
KEYS_LAST = timedelta(hours=20)


class Stripe:
    """Cards and wallets through Stripe's Payment Element; Stripe asks for the card,
    we never see it."""

    patience: timedelta | None = timedelta(hours=1)
    is_remote = True
    is_paid_on_delivery = False
    script = "js/stripe-payment.js"
    adding_script = "js/stripe-setup.js"

    def is_ready(self) -> bool:
        return bool(settings.STRIPE_SECRET_KEY)

    def page_data(self) -> Mapping[str, str]:
        """Public key, address of Stripe.js, how many units one of a currency has where
        it is not a hundred ("JPY=1 KWD=1000"), and what to add to a refusal."""
        script = STRIPE_JS
        if settings.USES_STRIPE_STANDIN:
            script = reverse("stripe_standin_script")
        return {
            "publishable-key": settings.STRIPE_PUBLISHABLE_KEY,
            "stripe-js": script,
            "units": UNITS,
            "untouched": _(
                "No money has been taken. Try again, or pay in another way."
            ),
        }

    def begin(self, payment: Payment, *, return_url: str) -> Begun:
        # Stripe forgets idempotency keys after a day: what is known is read, not made
        if reference := _known_reference(payment):
            intent = read_intent(reference)
        else:
            intent = make_intent(payment)
        if payment.saved_method and wants_the_buyer(intent):
            intent = ask_the_buyer(intent, payment.saved_method, return_url=return_url)
        status = STATUSES.get(intent.status, Payment.Status.PENDING)
        if status == Payment.Status.CANCELLED:
            raise PaymentFailed(
                _("This payment was cancelled. Please start again."), retry=False
            )
        assert intent.client_secret, "ours to read, it was made with our key"
        return Begun(
            intent.id,
            status,
            client_secret=intent.client_secret,
            redirect_url=page_of_the_bank(intent),
        )

    def look_up(self, payment: Payment) -> Finding:
        reference = _known_reference(payment)
        if not reference and payment.status == Payment.Status.CANCELLED:
            return Finding(Payment.Status.CANCELLED)
        reference = reference or make_intent(payment).id
        return finding_of(read_intent(reference), language=payment.order.language)

    def refund(self, refund: Refund) -> str:
        payment, key = refund.payment, str(refund.key)
        if timezone.now() - refund.created_at > KEYS_LAST:
            for made in refunds_of(payment.reference):
                if made.key == key:
                    return made.reference
        return refund_intent(
            payment.reference,
            amount=refund.amount,
            currency=payment.currency,
            key=key,
        )

    def cancel(self, payment: Payment) -> None:
        if reference := payment.reference or find_intent(str(payment.key)):
            cancel_intent(reference)

    def capture(self, payment: Payment, *, amount: Decimal) -> Finding:
        capture_intent(
            payment.reference,
            amount=amount,
            currency=payment.currency,
            key=str(payment.key),
        )
        return self.look_up(payment)

    def instructions(self, payment: Payment) -> Instructions | None:
        return None

    def begin_adding(self, adding: Adding, *, return_url: str) -> Begun:
        setup = read_setup(adding.reference) if adding.reference else make_setup(adding)
        assert setup.client_secret, "ours to read, it was made with our key"
        return Begun(
            setup.id, Payment.Status.PENDING, client_secret=setup.client_secret
        )

    def look_up_adding(self, adding: Adding) -> Kept | None:
        setup = read_setup(adding.reference or make_setup(adding).id)
        if setup.status != "succeeded":
            return None
        return kept_in(setup.payment_method)

    def kept_by(self, payment: Payment) -> Kept | None:
        return read_paid_with(payment.reference)

    def forget(self, saved: SavedMethod) -> None:
        forget_method(saved)


def _known_reference(payment: Payment) -> str:
    """Stripe's id of the payment, also where its answer was lost and the key is
    forgotten or must not be used again."""
    is_old = timezone.now() - payment.created_at > KEYS_LAST
    if payment.reference or not (is_old or payment.status == Payment.Status.CANCELLED):
        return payment.reference
    return find_intent(str(payment.key))


def _units() -> str:
    units = {code: to_stripe(Decimal(1), code) for code in sorted(SUPPORTED)}
    return " ".join(f"{code}={count}" for code, count in units.items() if count != 100)


UNITS = _units()
