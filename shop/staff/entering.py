from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from shop.users.models import User


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """The door of the admin is that of the shop, so that a second factor holds here."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("admin:index")
    user = request.user
    if isinstance(user, User):
        if user.is_staff:
            return redirect(back)
        messages.error(request, _("Your account may not use the shop's admin."))
        return redirect("home")
    return redirect(reverse("account_login", query={"next": back}))
