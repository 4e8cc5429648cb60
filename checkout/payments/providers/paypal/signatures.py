"""Whether it was PayPal who posted: its signature, checked without asking anybody.

What counts is the certificate. It is fetched over TLS from the very host of PayPal's
API, which is what makes it theirs; it must be in date, carry their name, and be signed
by the next one of its chain, where there is a chain.
"""

from __future__ import annotations

import base64
import binascii
import logging
import zlib
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from checkout.payments.providers.paypal.client import http_client

logger = logging.getLogger(__name__)

ALGORITHM = "SHA256withRSA"
CERTIFICATES = "/v1/notifications/certs/"
HOSTS = {
    "live": {"api.paypal.com", "api-m.paypal.com"},
    "sandbox": {"api.sandbox.paypal.com", "api-m.sandbox.paypal.com"},
}
SIGNER = "messageverificationcerts."
KEPT_FOR = 60 * 60  # seconds
LONGEST_CERTIFICATE = 30_000  # bytes, with its chain


class NotFromPayPal(Exception):
    """The signature does not fit, or is not PayPal's."""


class CertificateOutOfReach(Exception):
    """PayPal may have posted; whether it did cannot be told now."""


def verify(body: bytes, headers: Mapping[str, str], *, webhook_id: str) -> None:
    """Raises NotFromPayPal, or CertificateOutOfReach."""
    if headers.get("PayPal-Auth-Algo") != ALGORITHM:
        raise NotFromPayPal("signed in another way")
    signed = "|".join(
        (
            headers.get("PayPal-Transmission-Id", ""),
            headers.get("PayPal-Transmission-Time", ""),
            webhook_id,
            str(zlib.crc32(body)),
        )
    )
    try:
        signature = base64.b64decode(
            headers.get("PayPal-Transmission-Sig", ""), validate=True
        )
    except (binascii.Error, ValueError) as fault:
        raise NotFromPayPal("the signature is no base64") from fault
    key = _key_of(headers.get("PayPal-Cert-Url", ""))
    try:
        key.verify(signature, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as fault:
        raise NotFromPayPal("the signature does not fit") from fault


def _key_of(url: str) -> rsa.RSAPublicKey:
    if not _is_paypals(url):
        raise NotFromPayPal("the certificate lies elsewhere")
    kept_as = f"paypal-certificate-{zlib.crc32(url.encode())}-{len(url)}"
    known = cache.get(kept_as)
    pem: bytes = known[1] if known and known[0] == url else _fetch(url)
    key = _read(pem, now=timezone.now())
    cache.set(kept_as, (url, pem), KEPT_FOR)
    return key


def _is_paypals(url: str) -> bool:
    """Only what lies where PayPal keeps its certificates is ever fetched."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    name = parts.path.rpartition("/")[2].replace("-", "").replace("_", "")
    if settings.USES_PAYPAL_STANDIN:
        here = f"{settings.SITE_URL}/standin/paypal{CERTIFICATES}"
        return name.isalnum() and url.rpartition("/")[0] + "/" == here
    return (
        parts.scheme == "https"
        and parts.netloc == parts.hostname
        and parts.hostname in HOSTS[settings.PAYPAL_MODE]
        and port is None
        and parts.path.rpartition("/")[0] + "/" == CERTIFICATES
        and name.isalnum()
        and not (parts.query or parts.fragment)
    )


def _fetch(url: str) -> bytes:
    try:
        answer = http_client().get(url, follow_redirects=False)
    except httpx.HTTPError as fault:
        logger.warning("paypal's certificate is out of reach: %s", type(fault).__name__)
        raise CertificateOutOfReach from fault
    if answer.is_server_error:
        raise CertificateOutOfReach
    if answer.status_code != 200 or len(answer.content) > LONGEST_CERTIFICATE:
        raise NotFromPayPal("there is no certificate")
    return answer.content


def _read(pem: bytes, *, now: datetime) -> rsa.RSAPublicKey:
    """The key of a certificate that PayPal may sign with now."""
    try:
        chain = x509.load_pem_x509_certificates(pem)
        for signed, signer in pairwise(chain):
            signed.verify_directly_issued_by(signer)
    except (ValueError, TypeError, InvalidSignature) as fault:
        raise NotFromPayPal("the certificate is none") from fault
    leaf = chain[0]
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise NotFromPayPal("the certificate is out of date")
    names = leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else ""
    if not (name.startswith(SIGNER) and name.endswith(".paypal.com")):
        raise NotFromPayPal("the certificate is for something else")
    key = leaf.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise NotFromPayPal("the certificate has a key of another kind")
    return key
