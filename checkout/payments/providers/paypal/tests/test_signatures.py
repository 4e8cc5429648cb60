"""Only PayPal is believed, and only what it has signed."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from django.core.cache import cache
from pytest_django import Settings

from checkout.payments.models import ProviderEvent
from checkout.payments.providers.paypal import signatures
from checkout.payments.providers.paypal.signatures import (
    CertificateOutOfReach,
    NotFromPayPal,
    verify,
)
from checkout.payments.providers.paypal.standin import certificates
from checkout.payments.providers.paypal.standin.events import signed
from checkout.payments.providers.paypal.testing import Post, post_event

PAYPAL = "messageverificationcerts.paypal.com"
URL = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594"
EVENT = b'{"id": "WH-1", "event_type": "PAYMENT.CAPTURE.COMPLETED", "resource": {}}'
WEBHOOK = "1AB23456CD789012E"

Fetches = list[str]


@pytest.fixture
def fetched(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Fetches:
    """A shop with real keys; what it fetches is written down and never there."""
    settings.USES_PAYPAL_STANDIN = False
    settings.PAYPAL_MODE = "live"
    urls: Fetches = []
    serve(monkeypatch, lambda _: httpx.Response(404), urls)
    return urls


def serve(
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[httpx.Request], httpx.Response],
    urls: Fetches,
) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        return answer(request)

    through = httpx.Client(transport=httpx.MockTransport(handle))
    monkeypatch.setattr(signatures, "http_client", lambda: through)


def headers_for(
    body: bytes, *, key: str, url: str = URL, webhook: str = WEBHOOK
) -> dict[str, str]:
    message = f"T-1|2026-11-29T12:00:00Z|{webhook}|{zlib.crc32(body)}"
    return {
        "PayPal-Transmission-Id": "T-1",
        "PayPal-Transmission-Time": "2026-11-29T12:00:00Z",
        "PayPal-Transmission-Sig": base64.b64encode(
            certificates.sign(message, key=key)
        ).decode(),
        "PayPal-Auth-Algo": "SHA256withRSA",
        "PayPal-Cert-Url": url,
    }


def pem(text: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(200, content=text.encode())


def test_what_paypal_has_signed_is_believed_and_its_certificate_fetched_once(
    fetched: Fetches, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key, _ = certificates.make(PAYPAL)
    serve(monkeypatch, pem(certificate), fetched)

    for _ in range(2):
        verify(EVENT, headers_for(EVENT, key=key), webhook_id=WEBHOOK)

    assert fetched == [URL]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1",
        "https://evil.example/v1/notifications/certs/CERT-1",
        "https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1",
        "https://evil.example#@api.paypal.com/v1/notifications/certs/CERT-1",
        "https://user@api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com:8443/v1/notifications/certs/CERT-1",
        "https://api.paypal.com:x/v1/notifications/certs/CERT-1",
        "https://api.paypal.com/v1/notifications/certs/../../oauth2/token",
        "https://api.paypal.com/v1/notifications/certs/CERT-1?next=https://evil.example",
        "https://api.paypal.com/v1/notifications/certs/",
        "https://api.paypal.com/anything/CERT-1",
        "https://www.paypal.com/v1/notifications/certs/CERT-1",
        # a sandbox signs for everybody
        "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1",
        "https://[api.paypal.com/v1/notifications/certs/CERT-1",
        "file:///etc/passwd",
    ],
)
def test_a_certificate_from_elsewhere_is_never_fetched(
    fetched: Fetches, url: str
) -> None:
    _, key, _ = certificates.make(PAYPAL)

    with pytest.raises(NotFromPayPal):
        verify(EVENT, headers_for(EVENT, key=key, url=url), webhook_id=WEBHOOK)

    assert fetched == []


@pytest.mark.parametrize(
    ("name", "age"),
    [
        ("messageverificationcerts.evil.example", timedelta(days=1)),
        ("evil.paypal.com", timedelta(days=1)),
        (PAYPAL, timedelta(days=3651)),
        (PAYPAL, timedelta(days=-1)),
    ],
    ids=["another-name", "another-use", "run-out", "not-yet"],
)
def test_a_certificate_that_may_not_sign_now_is_refused(
    fetched: Fetches, monkeypatch: pytest.MonkeyPatch, name: str, age: timedelta
) -> None:
    certificate, key, _ = certificates.make(name, age=age)
    serve(monkeypatch, pem(certificate), fetched)

    with pytest.raises(NotFromPayPal):
        verify(EVENT, headers_for(EVENT, key=key), webhook_id=WEBHOOK)


def test_a_chain_must_hold_together(
    fetched: Fetches, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key, _ = certificates.make(PAYPAL)
    stranger, _, _ = certificates.make("stranger.example")
    serve(monkeypatch, pem(certificate + stranger), fetched)

    with pytest.raises(NotFromPayPal):
        verify(EVENT, headers_for(EVENT, key=key), webhook_id=WEBHOOK)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PayPal-Transmission-Id", "T-2"),
        ("PayPal-Transmission-Time", "2026-11-29T12:00:01Z"),
        ("PayPal-Transmission-Sig", "AAAA"),
        ("PayPal-Transmission-Sig", "é"),
        ("PayPal-Transmission-Sig", ""),
        ("PayPal-Auth-Algo", "SHA1withRSA"),
        ("PayPal-Auth-Algo", ""),
    ],
)
def test_a_signature_that_does_not_fit_is_refused(
    fetched: Fetches, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    certificate, key, _ = certificates.make(PAYPAL)
    serve(monkeypatch, pem(certificate), fetched)

    with pytest.raises(NotFromPayPal):
        verify(EVENT, headers_for(EVENT, key=key) | {name: value}, webhook_id=WEBHOOK)


def test_a_changed_event_or_one_for_another_webhook_is_refused(
    fetched: Fetches, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key, _ = certificates.make(PAYPAL)
    serve(monkeypatch, pem(certificate), fetched)
    headers = headers_for(EVENT, key=key)

    with pytest.raises(NotFromPayPal):
        verify(EVENT.replace(b"WH-1", b"WH-2"), headers, webhook_id=WEBHOOK)
    with pytest.raises(NotFromPayPal):
        verify(EVENT, headers, webhook_id="ANOTHER")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"no certificate"),
        httpx.Response(200, content=b"x" * 40_000),
        httpx.Response(302, headers={"Location": "https://evil.example/"}),
    ],
    ids=["nonsense", "too-long", "elsewhere"],
)
def test_what_is_no_certificate_is_refused(
    fetched: Fetches, monkeypatch: pytest.MonkeyPatch, answer: httpx.Response
) -> None:
    _, key, _ = certificates.make(PAYPAL)
    serve(monkeypatch, lambda _: answer, fetched)

    with pytest.raises(NotFromPayPal):
        verify(EVENT, headers_for(EVENT, key=key), webhook_id=WEBHOOK)
    assert fetched == [URL]


def test_a_certificate_out_of_reach_lets_paypal_try_again(
    fetched: Fetches, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key, _ = certificates.make(PAYPAL)
    serve(monkeypatch, lambda _: httpx.Response(503), fetched)

    with pytest.raises(CertificateOutOfReach):
        verify(EVENT, headers_for(EVENT, key=key), webhook_id=WEBHOOK)


def test_the_webhook_answers_what_it_believes(standin: Post) -> None:
    text = EVENT.decode()

    assert post_event(text, signed(text)) == 200
    assert post_event(text.replace("WH-1", "WH-2"), signed(text)) == 400
    assert post_event(text, {}) == 400
    assert post_event(b"\xff\xfe", signed(text)) == 400
    assert ProviderEvent.objects.get().event_id == "WH-1"


def test_the_webhook_asks_to_be_tried_again_without_a_certificate(
    standin: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = signed(EVENT.decode())
    cache.clear()
    serve(monkeypatch, lambda _: httpx.Response(503), [])

    assert post_event(EVENT, headers) == 503
    assert ProviderEvent.objects.count() == 0
