from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group

from shop.staff.roles import load_roles
from shop.users.models import User
from support.demo.goodwill import load_goodwill

# for trying the shop out on one's own machine; elsewhere nobody gets in by these
PASSWORD = "liepa"  # noqa: S105
_NAMES = {
    "owner": "Ilze Liepa",
    "orders": "Jānis Kalniņš",
    "catalogue": "Daiga Krūmiņa",
    "support": "Marta Bērziņa",
}


def load_staff() -> list[str]:
    """One member of staff for every role, on a developer's machine only.

    Returns the e-mails they sign in with.
    """
    if not settings.DEBUG:
        return []
    load_roles()
    hired = [_hire(role, name) for role, name in _NAMES.items()]
    load_goodwill(User.objects.get(email=hired[-1]))
    return hired


def _hire(role: str, name: str) -> str:
    email = f"{role}@liepa.example"
    if not User.objects.filter(email=email).exists():
        user = User.objects.create_user(email, PASSWORD, name=name, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return email
