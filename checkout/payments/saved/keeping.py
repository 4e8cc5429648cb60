"""Keeping ways of paying for a customer, and forgetting them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from checkout.payments.models import Payment, PaymentMethod
from checkout.payments.providers.protocol import Kept
from checkout.payments.providers.registry import remembering
from checkout.payments.saved.models import Adding, SavedMethod
from shop.jobs.queue import enqueue
from shop.jobs.registry import FOR_EVER, job
from shop.users.models import User


@transaction.atomic
def keep(user: User, *, provider: str, method_code: str, kept: Kept) -> SavedMethod:
    """Write down what a provider has kept, once, whoever says so first.

    The first way of a customer is the default until they choose another. What they
    had kept before under another reference is replaced.
    """
    _lock(user)
    saved, is_new = SavedMethod.objects.get_or_create(
        provider=provider,
        reference=kept.reference,
        defaults={
            "user": user,
            "method_code": method_code,
            "customer_reference": kept.customer_reference,
            "fingerprint": kept.fingerprint,
            "kind": kept.kind,
            "label": kept.label,
            "expires_on": kept.expires_on,
        },
    )
    if not is_new:
        follow(saved, kept)
        return saved
    was_default = _replace_same(saved)
    others = SavedMethod.objects.filter(user=user, is_default=True)
    if was_default or not others.exists():
        make_default(saved)
    return saved


def follow(saved: SavedMethod, kept: Kept) -> None:
    """Know a kept way as its provider knows it now: a card has got a new date."""
    SavedMethod.objects.filter(pk=saved.pk).update(
        label=kept.label, expires_on=kept.expires_on, fingerprint=kept.fingerprint
    )


@transaction.atomic
def keep_nothing(user: User, method: PaymentMethod) -> SavedMethod:
    """Let a way that needs nothing kept be one of the customer's."""
    _lock(user)
    saved, _ = SavedMethod.objects.update_or_create(
        user=user,
        method_code=method.code,
        reference="",
        defaults={"provider": method.provider, "removed_at": None},
    )
    return saved


@transaction.atomic
def make_default(saved: SavedMethod) -> None:
    """Let it be the one that pays when the customer chooses no other."""
    assert saved.user, "what is chosen has somebody who chooses"
    _lock(saved.user)
    SavedMethod.objects.filter(user=saved.user, is_default=True).exclude(
        pk=saved.pk
    ).update(is_default=False)
    kept = SavedMethod.objects.kept().filter(pk=saved.pk)
    saved.is_default = bool(kept.update(is_default=True))


@transaction.atomic
def remove(saved: SavedMethod, *, now: datetime) -> None:
    """Never charge it again; its provider hears of it by a job."""
    if not saved.reference:
        saved.delete()
        return
    rows = SavedMethod.objects.kept().filter(pk=saved.pk)
    if rows.update(removed_at=now, is_default=False):
        enqueue("saved.forget", key=f"forget-{saved.pk}", saved_id=saved.pk)


@transaction.atomic
def forget_everything(user: User) -> None:
    """Of a customer who leaves: what they kept is forgotten where it is kept, too."""
    for saved in SavedMethod.objects.kept().filter(user=user):
        remove(saved, now=timezone.now())


@job("saved.forget", attempts=FOR_EVER)
def forget(*, saved_id: int) -> None:
    """Let the provider forget what the customer has removed, then forget it, too."""
    saved = SavedMethod.objects.filter(pk=saved_id).exclude(removed_at=None).first()
    if saved is None:
        return
    provider = remembering(saved.provider)
    if provider:
        provider.forget(saved)
    saved.delete()


@job("saved.keep", attempts=12)
def keep_after_payment(*, payment_id: int) -> None:
    """Keep what the buyer asked to keep, once the payment has been made."""
    payment = Payment.objects.select_related("order__user").get(pk=payment_id)
    user, provider = payment.order.user, remembering(payment.provider)
    if user is None or provider is None:
        return
    kept = provider.kept_by(payment)
    if kept:
        keep(
            user,
            provider=payment.provider,
            method_code=payment.method_code,
            kept=kept,
        )


@transaction.atomic
def finish_adding(adding: Adding, kept: Kept) -> SavedMethod:
    """Keep what a customer has added without buying."""
    saved = keep(
        adding.user,
        provider=adding.provider,
        method_code=adding.method_code,
        kept=kept,
    )
    Adding.objects.filter(pk=adding.pk).update(saved=saved)
    return saved


def _lock(user: User) -> None:
    """Let two who change the ways of one customer wait for each other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _replace_same(saved: SavedMethod) -> bool:
    """Remove what is the same card under an older reference; whether it was the
    default."""
    if not saved.fingerprint:
        return False
    same = SavedMethod.objects.kept().filter(
        user=saved.user, provider=saved.provider, fingerprint=saved.fingerprint
    )
    was_default = False
    for older in same.exclude(pk=saved.pk):
        was_default = was_default or older.is_default
        remove(older, now=saved.created_at)
    return was_default
