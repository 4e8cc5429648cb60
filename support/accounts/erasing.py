from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from checkout.payments.saved.keeping import forget_everything
from checkout.reminding.wishing import withdraw_all
from shop.users.models import User
from support.contacts.models import Message
from support.reviews.models import Review


@transaction.atomic
def erase(user: User) -> None:
    """Delete an account and what is known of its owner (GDPR Art. 17).

    Orders stay, because the books must (Art. 17(3)(b)), but belong to no account;
    ways of paying are forgotten where they are kept, too;
    messages stay only where they are about an order; reviews stay without a name.
    """
    emails = EmailAddress.objects.filter(user=user, verified=True)
    spellings = {user.email, *emails.values_list("email", flat=True)}
    Message.objects.filter(email__in=spellings, order=None).delete()
    Review.objects.filter(order_line__order__user=user).update(author="")
    forget_everything(user)
    withdraw_all(spellings)
    user.delete()
