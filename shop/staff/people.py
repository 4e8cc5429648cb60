from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.staff.pages import ReadingAdmin, StaffAdmin, sort_by
from shop.users.models import User

admin.site.unregister(Group)


class UserForm(forms.ModelForm):  # type: ignore[type-arg]
    """Nobody gives themselves or others more than they have."""

    class Meta:
        model = User
        fields = ("email", "name", "language", "is_active", "is_staff", "groups")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        return email


@admin.register(User)
class UserAdmin(StaffAdmin):
    """Customers and staff. They sign in by a code sent to their e-mail, so there is
    no password to hand out."""

    form = UserForm
    list_display = ("email", "name", "is_staff", "roles", "is_active", "joined_at")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = sort_by("-joined_at")
    fields = ("email", "name", "language", "is_active", "is_staff", "groups")
    filter_horizontal = ("groups",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(
        self, request: HttpRequest, obj: User | None = None
    ) -> tuple[str, ...]:
        # an owner who locks themselves out, or takes over a superuser, is nobody's wish
        is_own = obj is not None and obj.pk == request.user.pk
        is_above = obj is not None and obj.is_superuser
        if (is_own or is_above) and not _is_superuser(request):
            return ("email", "is_active", "is_staff", "groups")
        return ()

    def save_model(
        self, request: HttpRequest, obj: User, form: Any, change: bool
    ) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all()))


@admin.register(Group)
class GroupAdmin(ReadingAdmin):
    """The roles are part of the shop; who has one is said on the user's page."""

    list_display = ("name",)
    fields = ("name", "permissions")
    ordering = ("name",)


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser
