"""How Stripe counts money (docs.stripe.com/currencies); only this folder knows."""

from __future__ import annotations

from decimal import Decimal

from shop.money.currencies import exponent, from_minor_units, to_minor_units

_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD
BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP
GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR
KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN
MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
SAR SBD SCR SEK SGD SHP SLE SOS SRD STN SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX
USD UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
"""
SUPPORTED = frozenset(_CODES.split())
# have no decimals, yet the API counts them in hundredths that must be 00
WHOLE_IN_HUNDREDTHS = frozenset({"ISK", "UGX"})
# has decimals by ISO 4217, none for Stripe
WITHOUT_DECIMALS = frozenset({"MGA"})


class NotChargeable(Exception):
    """Stripe cannot move this amount in this currency."""


def to_stripe(amount: Decimal, currency: str) -> int:
    """`amount` as the API counts it.

    Raises NotChargeable rather than rounding: what is captured is what is owed.
    """
    if currency not in SUPPORTED:
        raise NotChargeable(f"{currency} is not supported")
    if currency in WITHOUT_DECIMALS:
        if amount != int(amount):
            raise NotChargeable(f"{currency} is charged without decimals")
        return int(amount)
    try:
        minor = to_minor_units(amount, currency)
    except ValueError as refusal:
        raise NotChargeable(str(refusal)) from None
    if exponent(currency) == 3 and minor % 10:
        raise NotChargeable(f"{currency} is charged in steps of 0.010")
    return minor * 100 if currency in WHOLE_IN_HUNDREDTHS else minor


def from_stripe(amount: int, currency: str) -> Decimal:
    currency = currency.upper()
    if currency in WITHOUT_DECIMALS:
        return Decimal(amount)
    if currency in WHOLE_IN_HUNDREDTHS:
        return Decimal(amount).scaleb(-2)
    return from_minor_units(amount, currency)
