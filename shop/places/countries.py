"""Countries: their names, their currency, and where the VAT of the EU applies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from babel import Locale
from babel.numbers import get_territory_currencies

from shop.languages.collation import place_in_alphabet

# fmt: off
EU = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})

EEA = EU | {"IS", "LI", "NO"}

# ISO 3166-1 with Kosovo, without the places where nobody lives to receive a parcel.
COUNTRIES = EEA | {
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AR", "AS", "AU", "AW", "AX", "AZ",
    "BA", "BB", "BD", "BF", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS",
    "BT", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM",
    "CN", "CO", "CR", "CU", "CV", "CW", "CX", "DJ", "DM", "DO", "DZ", "EC", "EG", "EH",
    "ER", "ET", "FJ", "FK", "FM", "FO", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI",
    "GL", "GM", "GN", "GP", "GQ", "GT", "GU", "GW", "GY", "HK", "HN", "HT", "ID", "IL",
    "IM", "IN", "IO", "IQ", "IR", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM",
    "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LK", "LR", "LS", "LY", "MA",
    "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR",
    "MS", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NP",
    "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PM", "PN", "PR", "PS",
    "PW", "PY", "QA", "RE", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SG", "SH", "SJ",
    "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TG",
    "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG",
    "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE",
    "YT", "ZA", "ZM", "ZW",
}
# fmt: on

# Digits of the postcodes that lie in a member state but outside its VAT area.
_OUTSIDE_VAT_AREA = {
    "DE": re.compile(r"27498|78266"),  # Heligoland, Büsingen
    "DK": re.compile(r"39\d\d"),  # Greenland
    "ES": re.compile(r"(35|38|51|52)\d{3}"),  # Canary Islands, Ceuta, Melilla
    "FI": re.compile(r"22\d{3}"),  # Åland
    "FR": re.compile(r"97\d{3}|98[1-9]\d\d"),  # overseas; 980 is Monaco
    "GR": re.compile(r"63086"),  # Mount Athos
    "IT": re.compile(r"22061|23041"),  # Campione d'Italia, Livigno
}

# Newer than the tables of Babel: Bulgaria took the euro on 2026-01-01.
_CURRENCIES = {"BG": "EUR"}


def country_name(code: str, language: str) -> str:
    """The country's name in a language, else in English."""
    locale = Locale.parse(language, sep="-" if "-" in language else "_")
    name: str = locale.territories.get(code) or Locale("en").territories[code]
    return name


def named_in_order(codes: Iterable[str], language: str) -> list[tuple[str, str]]:
    """(code, name) of countries, in the order of the language's alphabet."""
    named = [(code, country_name(code, language)) for code in codes]
    return sorted(named, key=lambda pair: place_in_alphabet(pair[1], language))


def is_eu(code: str) -> bool:
    return code in EU


def in_vat_area(code: str, postcode: str) -> bool:
    """Whether goods sent there stay inside the VAT area of the EU.

    Directive 2006/112/EC Art. 6 excludes parts of member states; Art. 7 counts
    Monaco as France, and the Protocol on Northern Ireland keeps goods there
    inside (country GB with a BT postcode, or the code XI).
    """
    if code in {"MC", "XI"}:
        return True
    if code == "GB":
        return re.match(r"BT\d", postcode.strip().upper()) is not None
    outside = _OUTSIDE_VAT_AREA.get(code)
    return is_eu(code) and not (outside and outside.fullmatch(_digits(postcode)))


def currency_of(country: str) -> str:
    """The currency that is legal tender in a country today."""
    return _CURRENCIES.get(country) or get_territory_currencies(country)[0]


def _digits(postcode: str) -> str:
    """The digits alone, so that "FI-22100" and "22 100" are the same place."""
    return "".join(str(unicodedata.decimal(c)) for c in postcode if c.isdecimal())
