"""How we reach Stripe, and what we make of its refusals."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus

import stripe
from django.conf import settings
from django.utils.translation import gettext as _

from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.stripe.failures import sentence_for

logger = logging.getLogger(__name__)

TIMEOUT = (3.0, 10.0)  # to connect, to answer; in seconds
RETRIES = 1  # every write carries an idempotency key


@cache
def http_client() -> stripe.HTTPClient:
    return stripe.RequestsClient(timeout=TIMEOUT)


def stripe_client() -> stripe.StripeClient:
    """The library, talking to Stripe or to the stand-in on our own host."""
    base = f"{settings.SITE_URL}/standin/stripe"
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": base} if settings.USES_STRIPE_STANDIN else None,
        http_client=http_client(),
        max_network_retries=RETRIES,
    )


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn what the library raises into PaymentFailed with a sentence."""
    try:
        yield
    except stripe.CardError as fault:
        raise PaymentFailed(sentence_for(fault.error), retry=False) from fault
    except (stripe.InvalidRequestError, stripe.IdempotencyError) as fault:
        if fault.http_status == HTTPStatus.CONFLICT:  # another call with this key
            raise PaymentFailed(_unreachable(), retry=True) from fault
        logger.exception("stripe refuses a request (%s)", fault.code)
        raise PaymentFailed(_unavailable(), retry=False) from fault
    except (stripe.AuthenticationError, stripe.PermissionError) as fault:
        logger.exception("stripe refuses our key")
        raise PaymentFailed(_unavailable(), retry=True) from fault
    except stripe.StripeError as fault:
        logger.warning("stripe is out of reach: %s", type(fault).__name__)
        raise PaymentFailed(_unreachable(), retry=True) from fault


def _unavailable() -> str:
    return _(
        "Card payments do not work at the moment. No money was taken. Please choose"
        " another way of paying."
    )


def _unreachable() -> str:
    return _(
        "The card payment service cannot be reached at the moment. Please try again"
        " in a minute, or choose another way of paying."
    )
