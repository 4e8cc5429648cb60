"""The certificate that signs the stand-in's webhooks, made when first needed."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.utils import timezone

from checkout.payments.standin.models import StandinObject

NAME = "messageverificationcerts.standin.paypal.com"


def current() -> StandinObject:
    """One for all processes: its `data` is public, its `hidden` the key."""
    kept = StandinObject.objects.of("paypal_certificate").order_by("pk").first()
    if kept:
        return kept
    certificate, key, fingerprint = make()
    return StandinObject.objects.get_or_create(
        id=f"CERT-standin-{fingerprint}",
        defaults={
            "kind": "paypal_certificate",
            "data": {"pem": certificate},
            "hidden": {"key": key},
        },
    )[0]


def sign(message: str, *, key: str) -> bytes:
    private = serialization.load_pem_private_key(key.encode(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey), "it was made here"
    return private.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())


@cache
def make(
    name: str = NAME, *, age: timedelta = timedelta(days=1)
) -> tuple[str, str, str]:
    """A certificate that is good for ten years since `age` ago, its key, and what
    tells it from others."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = timezone.now() - age
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
        certificate.fingerprint(hashes.SHA256()).hex()[:16],
    )
