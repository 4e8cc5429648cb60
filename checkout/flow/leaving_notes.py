"""What of the checkout is noted for the funnel: names of fields, never their words."""

from __future__ import annotations

from django.utils.translation import get_language

from checkout.flow.page import CheckoutPage
from checkout.leaving.models import Visit
from checkout.leaving.noting import NO_TROUBLE, Scene, Trouble, note_step

Kind = Visit.Trouble


def note_page(page: CheckoutPage, *, changed: str = "") -> None:
    """Note how far a page is filled in, and what is wrong with the field that has
    just `changed`."""
    field = page.checked_field(changed)
    if field is not None and field.errors:
        trouble: Trouble | None = Trouble(Kind.FIELD, changed)
    elif field is not None or changed:
        trouble = _not_offered(page) or NO_TROUBLE
    else:
        trouble = _not_offered(page)
    note_step(page.cart.pk, _step_of(page), _scene(page), trouble=trouble)


def note_press(page: CheckoutPage, *, refused: str = "") -> None:
    """Note that “pay” was pressed, and the first thing that was refused."""
    if refused:
        trouble = Trouble(refused)
    elif page.form.is_valid():
        trouble = NO_TROUBLE
    else:
        trouble = _not_offered(page) or Trouble(
            Kind.FIELD, next(iter(page.form.errors))
        )
    note_step(page.cart.pk, Visit.Step.PRESSED, _scene(page), trouble=trouble)


def _not_offered(page: CheckoutPage) -> Trouble | None:
    offer = page.offer
    if not offer.lines:
        return Trouble(Kind.SOLD_OUT)
    if offer.needs_parcel and offer.priced.option is None:
        return Trouble(Kind.NO_DELIVERY)
    if offer.way is None and not offer.is_covered:
        return Trouble(Kind.NO_WAY)
    return None


def _step_of(page: CheckoutPage) -> Visit.Step:
    filled = page.form.initial
    if "@" not in str(filled.get("email", "")):
        return Visit.Step.CHECKOUT
    asked = [f.name for f in page.form.delivery_fields if f.field.required]
    is_addressed = all(str(filled.get(name, "")).strip() for name in asked)
    if is_addressed and (page.offer.priced.option or page.is_by_mail):
        return Visit.Step.DELIVERY
    return Visit.Step.CONTACT


def _scene(page: CheckoutPage) -> Scene:
    option = page.offer.priced.option
    return Scene(
        country=page.choice.country,
        language=get_language() or "en",
        currency=page.offer.quote.currency,
        delivery_price=page.offer.quote.shipping if option else None,
    )
