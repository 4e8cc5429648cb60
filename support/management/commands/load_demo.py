from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from catalog.demo.loading import load_catalogue
from checkout.demo.gift_card import load_gift_card
from checkout.demo.loading import load_sales
from support.demo.loading import load_care
from support.demo.open_orders import load_open_orders
from support.demo.returns import load_returns
from support.demo.staff import PASSWORD, load_staff


class Command(BaseCommand):
    help = "Open the demo shop: what is not there yet is written, what is there stays."

    def handle(self, *args: Any, **options: Any) -> None:
        products = load_catalogue()
        load_sales()
        care = load_care()
        orders = load_open_orders()
        returns = load_returns()
        self.stdout.write(
            f"Brought into the demo shop: {products} products, {care.reviews} reviews, "
            f"{care.questions} questions, {care.guides} guides, {orders} open orders, "
            f"{returns} returns."
        )
        if staff := load_staff():
            self.stdout.write(
                f"Staff, at /admin/ with the password “{PASSWORD}”: {', '.join(staff)}."
            )
        if code := load_gift_card():
            self.stdout.write(f"A gift card with €40.00 to pay with: {code}")
