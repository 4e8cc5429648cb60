"""By which way we speak to a carrier, in the order shown to staff."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from checkout.parcels.carriers.protocol import Carries, Deed

if TYPE_CHECKING:
    from checkout.parcels.models import Carrier

INTERFACES = {
    "table": "checkout.parcels.carriers.table.carrier.Table",
    "loopback": "checkout.parcels.carriers.loopback.carrier.Loopback",
    "easypost": "checkout.parcels.carriers.easypost.carrier.EasyPost",
}
LABELS = {
    "table": _("our own table of rates; the carrier tells us nothing"),
    "loopback": _("plays a carrier: its parcels travel by themselves"),
    "easypost": "EasyPost",
}


@cache
def interface_called(name: str) -> Carries:
    interface: Carries = import_string(INTERFACES[name])()
    return interface


def ready_interfaces() -> list[str]:
    return [name for name in INTERFACES if interface_called(name).is_ready()]


def ways_to(deed: Deed) -> list[str]:
    """The ways by which the deed can be done now."""
    return [name for name in ready_interfaces() if deed in interface_called(name).can]


def who_can(deed: Deed, carrier: Carrier | None) -> Carries | None:
    """The systems of the carrier, if they do that and are set up."""
    if carrier is None or carrier.interface not in INTERFACES:
        return None
    interface = interface_called(carrier.interface)
    return interface if deed in interface.can and interface.is_ready() else None


def tracker_of(carrier: Carrier | None) -> Carries | None:
    """Who to ask about a carrier's parcels; None where only its own page knows."""
    return who_can(Deed.TRACK, carrier)
