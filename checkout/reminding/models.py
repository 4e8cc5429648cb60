from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.cart.models import Cart
from shop.kept.generation import kept, pages_changed


class ReminderTimes(models.Model):
    """When carts are reminded of: one row, edited by the owner."""

    first_after_hours = models.PositiveSmallIntegerField(
        _("first reminder after hours"), default=4, help_text=_("0: none")
    )
    second_after_hours = models.PositiveSmallIntegerField(
        _("second reminder after hours"), default=72, help_text=_("0: none")
    )

    class Meta:
        verbose_name = _("reminders of carts")
        verbose_name_plural = _("reminders of carts")
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="only_one_reminder_times"),
        )

    def __str__(self) -> str:
        return str(_("reminders of carts"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
        pages_changed()

    @property
    def are_off(self) -> bool:
        return not (self.first_after_hours or self.second_after_hours)

    @classmethod
    def current(cls) -> ReminderTimes:
        return kept("reminder-times", lambda: cls.objects.filter(pk=1).first() or cls())


class ReminderWish(models.Model):
    """Somebody agreed to be reminded of a cart by e-mail. Without it nothing is sent;
    it goes with the cart, with the order, and when it is withdrawn."""

    cart = models.OneToOneField(Cart, models.CASCADE, related_name="reminder_wish")
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=8)
    agreed_at = models.DateTimeField(_("agreed"), default=timezone.now)
    # when they were last at the checkout
    seen_at = models.DateTimeField(_("last seen"), db_index=True)

    class Meta:
        verbose_name = _("wish to be reminded")
        verbose_name_plural = _("wishes to be reminded")

    def __str__(self) -> str:
        return self.email


class Reminder(models.Model):
    """The claim of the one first and the one second mail about a cart."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="reminders")
    number = models.PositiveSmallIntegerField()
    claimed_at = models.DateTimeField(default=timezone.now)
    # empty when there was a reason not to send it
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = (
            models.UniqueConstraint(
                fields=["cart", "number"], name="reminded_once_of_a_cart"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cart_id}: {self.number}"
