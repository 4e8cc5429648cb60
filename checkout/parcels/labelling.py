from __future__ import annotations

from checkout.parcels.carriers.protocol import CarrierFailed, Deed
from checkout.parcels.carriers.registry import who_can
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.numbers.links import carrier_codes
from checkout.parcels.numbers.recognising import recognise
from checkout.parcels.sending import AlreadySent, send


def carrier_of(number: str) -> Carrier | None:
    """The carrier of ours whose number it is, by the surest guess."""
    codes = [
        code
        for guess in recognise(number)
        for code in carrier_codes(guess.carrier, number)
    ]
    known = Carrier.objects.in_bulk(codes, field_name="code")
    return next((known[code] for code in codes if code in known), None)


def send_labelled(
    parcel: Parcel, *, carrier: Carrier | None, tracking_number: str, by: str
) -> None:
    """Send a parcel, with a number of the carrier's own where none is given.

    Raises AlreadySent and CarrierFailed.
    """
    if parcel.status != Parcel.Status.PACKED:
        raise AlreadySent(str(parcel))
    if not tracking_number.strip() and carrier:
        fetch_label(parcel, carrier=carrier)
    number = tracking_number.strip() or parcel.tracking_number
    send(parcel, carrier=carrier, tracking_number=number, by=by)


def fetch_label(parcel: Parcel, *, carrier: Carrier) -> None:
    """Have the carrier give a packed parcel its number. What went wrong stays on the
    parcel.

    Raises CarrierFailed.
    """
    interface = who_can(Deed.LABEL, carrier)
    if parcel.tracking_number or interface is None:
        return
    parcel.carrier = carrier
    parcel.save(update_fields=["carrier"])
    try:
        label = interface.label(parcel)
    except CarrierFailed as fault:
        parcel.note_failure(fault.message)
        raise
    parcel.note_success()
    parcel.tracking_number = label.number
    parcel.carrier_reference, parcel.label_url = label.reference, label.url
    parcel.save(update_fields=["tracking_number", "carrier_reference", "label_url"])


def give_label_back(parcel: Parcel) -> None:
    """Cancel the label of a parcel that has not left. Raises CarrierFailed."""
    if interface := who_can(Deed.CANCEL, parcel.carrier):
        try:
            interface.cancel(parcel)
        except CarrierFailed as fault:
            parcel.note_failure(fault.message)
            raise
    parcel.note_success()
    parcel.tracking_number = parcel.carrier_reference = parcel.label_url = ""
    parcel.save(update_fields=["tracking_number", "carrier_reference", "label_url"])
