from __future__ import annotations

from django.db import transaction

from shop.users.models import Address, User


@transaction.atomic
def keep_address(address: Address, *, user: User, is_default: bool) -> None:
    """Save an address; the first is the default, and there is only one default."""
    others = Address.objects.filter(user=user).exclude(pk=address.pk)
    has_default = others.filter(is_default=True).exists()
    if is_default and has_default:
        others.update(is_default=False)
    address.user = user
    address.is_default = is_default or not has_default
    address.save()


@transaction.atomic
def remove_address(address: Address) -> None:
    """Forget an address; the newest of the others takes its place as default."""
    address.delete()
    if not address.is_default:
        return
    heir = Address.objects.filter(user=address.user).order_by("-pk").first()
    if heir:
        Address.objects.filter(pk=heir.pk).update(is_default=True)
