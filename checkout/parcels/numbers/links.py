"""Pages of carriers on which a number can be followed, where they name no form."""

from __future__ import annotations

LINKS = {
    "dpd": "https://www.dpdgroup.com/lv/mydpd/my-parcels/track?lang=en"
    "&parcelNumber={number}",
    "omniva": "https://mana.omniva.lv/track/{number}",
    "nova-poshta": "https://novaposhta.ua/tracking/{number}",
    "latvijas-pasts": "https://track.pasts.lv/consignment/tracking?type=pasts"
    "&id={number}",
}
# whose numbers of the posts' form are by the country at their end
POSTS = {"LV": "latvijas-pasts"}


def carrier_codes(guessed: str, number: str) -> list[str]:
    """The codes under which a shop may know a carrier that was guessed."""
    by_country = POSTS.get(number[-2:].upper()) if guessed == "s10" else None
    return [code for code in (by_country, guessed, guessed.replace("_", "-")) if code]
