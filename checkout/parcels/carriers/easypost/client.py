"""How we reach EasyPost, and what we make of its refusals."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import easypost
from django.conf import settings
from django.utils.translation import gettext_noop
from easypost.errors import (
    ApiError,
    EasyPostError,
    GatewayTimeoutError,
    HttpError,
    InternalServerError,
    JsonError,
    RateLimitError,
    ServiceUnavailableError,
    UnauthorizedError,
)
from easypost.errors import TimeoutError as NoAnswer

from checkout.parcels.carriers.protocol import CarrierFailed

logger = logging.getLogger(__name__)

TIMEOUT = 10  # seconds
SILENT = gettext_noop("EasyPost did not answer in time. We ask again.")
BROKEN = gettext_noop("EasyPost cannot be reached at the moment. We ask again.")
KEY_REFUSED = gettext_noop("EasyPost refuses our key: have it looked at.")
_LATER = (
    HttpError,
    InternalServerError,
    JsonError,
    RateLimitError,
    ServiceUnavailableError,
)


def easypost_client() -> easypost.EasyPostClient:
    """The library; it tries a broken connection again, but no request that was
    heard."""
    return _client(settings.EASYPOST_API_KEY)


@cache
def _client(key: str) -> easypost.EasyPostClient:
    return easypost.EasyPostClient(key, timeout=TIMEOUT)


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn what the library raises into CarrierFailed with a sentence."""
    try:
        yield
    except (NoAnswer, GatewayTimeoutError) as fault:
        raise CarrierFailed(SILENT, retry=True) from fault
    except _LATER as fault:
        raise CarrierFailed(BROKEN, retry=True) from fault
    except UnauthorizedError as fault:
        logger.exception("easypost refuses our key")
        raise CarrierFailed(KEY_REFUSED, retry=True) from fault
    except ApiError as fault:
        # what is wrong with an address or a weight, in the carrier's words
        raise CarrierFailed(str(fault.message)[:300], retry=False) from fault
    except EasyPostError as fault:
        logger.exception("easypost answers what we cannot read")
        raise CarrierFailed(BROKEN, retry=True) from fault
