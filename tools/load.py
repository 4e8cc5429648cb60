"""`make load`: many shoppers at once, a provider that fails now and then, clean books.

Builds a shop of its own on PostgreSQL and Redis (a database that is dropped at the end,
servers on free ports of this machine, a worker with the clock) and sends shoppers
through the real pages: product, cart, checkout, card payment at the stand-in, order.
Some cards are declined first, some buyers cancel, staff give money back. A share of the
calls to the provider fails, before or after its effect. Then the work that is left is
done and the books are audited. Exits with 1 for any answer of 5xx or any fault.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
LANGUAGES = ("en", "en", "lv", "fa")
GOOD, DECLINED = "4242424242424242", "4000000000000002"
MOST_SHOPPERS, MOST_MINUTES = 500, 15.0


def main() -> int:
    given = _arguments()
    with ExitStack() as stack:
        shop = Shop(given, stack)
        shop.build()
        shop.open()
        report = asyncio.run(send(shop, given, shop.products()))
        faults = shop.settle_and_audit()
    report.write()
    _say(f"\nThe books: {'they add up' if not faults else ''}")
    for fault in faults:
        _say(f"  {fault}")
    return 1 if faults or report.failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Load the shop, then audit it.")
    parser.add_argument("--shoppers", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument(
        "--think", type=float, default=8, help="seconds between two pages, on average"
    )
    parser.add_argument(
        "--failing", type=int, default=5, help="per cent of calls to the provider"
    )
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    given = parser.parse_args()
    given.shoppers = min(given.shoppers, MOST_SHOPPERS)
    given.minutes = min(given.minutes, MOST_MINUTES)
    return given


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Shop:
    """A shop for one run, with everything it needs, gone when the stack unwinds."""

    def __init__(self, given: argparse.Namespace, stack: ExitStack) -> None:
        self.given, self.stack = given, stack
        server = urlsplit(
            os.environ.get("DATABASE_URL", f"postgres://postgres@{HOST}:5432/postgres")
        )
        if not server.scheme.startswith("postgres"):
            raise SystemExit("The load run needs PostgreSQL: DATABASE_URL=postgres://…")
        self.server = urlunsplit(server._replace(scheme="postgresql"))
        self.name = f"vitrine_load_{secrets.token_hex(3)}"
        self.url = f"http://{HOST}:{_free_port()}"
        self.provider_url = f"http://{HOST}:{_free_port()}"
        self.folder = ROOT / "var" / "load"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **os.environ,
            "DATABASE_URL": urlunsplit(server._replace(path=f"/{self.name}")),
            "REDIS_URL": os.environ.get("REDIS_URL", f"redis://{HOST}:6379/15"),
            "MEDIA_ROOT": str(self.folder / "media"),
            "SITE_URL": self.provider_url,
            "SECRET_KEY": secrets.token_urlsafe(40),
            "HASHED_STATIC": "1",
            # every shopper comes from an address of their own, as limits are per caller
            "BEHIND_PROXY": "1",
            "CONN_MAX_AGE": "60",
            "EMAIL_URL": "dummymail://",
            "LOG_LEVEL": "ERROR",
        }

    def build(self) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{self.name}"')
        self.stack.callback(self._drop)
        for command in (
            ["migrate", "--verbosity", "0"],
            ["prepare_shop"],
            ["collectstatic", "--noinput", "--verbosity", "0"],
            ["load_demo"],
        ):
            _say(f"Preparing: {command[0]}")
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=self.environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        os.environ.update(self.environment)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
        import django

        django.setup()
        self._fill_shelves()
        self._turn_knobs()

    def open(self) -> None:
        (self.folder / "servers.log").write_text("")
        granian = f"{BIN}/granian shop.wsgi:application --interface wsgi --host {HOST}"
        quiet = "--no-access-log --log-level warning"
        web = f"--port {urlsplit(self.url).port} --workers {self.given.workers}"
        provider = f"--port {urlsplit(self.provider_url).port} --workers 1"
        self._start(f"{granian} {web} --blocking-threads 4 {quiet}")
        # the provider is a server of its own: a shop that calls itself would wait for
        # its own threads
        self._start(f"{granian} {provider} --blocking-threads 8 {quiet}")
        self._start(
            f"{BIN}/celery --quiet -A shop worker --beat --pool threads --concurrency 4"
            f" --without-gossip --without-mingle --loglevel ERROR"
            f" --schedule {self.folder / 'schedule'}"
        )
        for url in (self.url, self.provider_url):
            _wait_for(f"{url}/livez")

    def settle_and_audit(self) -> list[str]:
        """Let what was begun come to its end, then look into the books."""
        from django.db import connections

        from checkout.flow.auditing import audit_books
        from checkout.payments.models import Refund
        from checkout.payments.providers.stripe.standin.knobs import still
        from shop.jobs.models import Job

        still()
        _say("Waiting for what is still to be done")
        patience = time.monotonic() + 120
        while time.monotonic() < patience:
            begun = Refund.objects.filter(
                status=Refund.Status.BEGUN, payment__provider="stripe"
            )
            if not (begun.exists() or Job.objects.filter(status="running").exists()):
                break
            time.sleep(2)
        faults = [f"{fault.subject}: {fault.sentence}" for fault in audit_books()]
        faults += [
            f"job {job} failed: {job.last_error}"
            for job in Job.objects.filter(status="failed")
        ]
        connections.close_all()
        return faults

    def products(self) -> list[tuple[str, int]]:
        """Slug and variant of what can be bought without a word about it."""
        from catalog.products.models import Variant

        return [
            (variant.product.slug, variant.pk)
            for variant in Variant.objects.filter(
                stocks__on_hand__gt=1000, product__kind="simple"
            ).select_related("product")
        ]

    def give_back(self) -> None:
        """What a member of staff does for a customer now and then."""
        from django.db import connections

        from checkout.orders.models import Order
        from checkout.payments.refunding import RefundTooLarge, refund_order

        order = Order.objects.filter(status=Order.Status.CONFIRMED).order_by("?")[:1]
        for each in order:
            with suppress(RefundTooLarge):
                refund_order(each, amount=each.shipping, reason="late", by="load")
        connections.close_all()

    def _fill_shelves(self) -> None:
        from catalog.stock.models import Stock

        Stock.objects.update(on_hand=100_000)

    def _turn_knobs(self) -> None:
        from checkout.payments.providers.stripe.standin.knobs import Fault, turn

        if not self.given.failing:
            return
        before, after = (
            self.given.failing - self.given.failing // 2,
            (self.given.failing // 2),
        )
        for call in ("payment_intents.*", "refunds.*"):
            turn(call, Fault.ERROR, times=None, chance=before)
            if after:
                turn(call, Fault.DROP, after=True, times=None, chance=after)

    def _start(self, command: str) -> None:
        log = self.stack.enter_context((self.folder / "servers.log").open("a"))
        process = subprocess.Popen(
            command.split(), cwd=ROOT, env=self.environment, stdout=log, stderr=log
        )
        self.stack.callback(_stop, process)

    def _drop(self) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(url: str) -> None:
    import httpx

    for _ in range(120):
        with suppress(httpx.TransportError):
            if httpx.get(url, timeout=5, trust_env=False).status_code == 200:
                return
        time.sleep(0.5)
    raise SystemExit(f"{url} does not answer")


class Report:
    """What was asked, how long it took and how it ended."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.ends: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.began = time.monotonic()

    def write(self) -> None:
        count = sum(len(times) for times in self.seconds.values())
        lasted = time.monotonic() - self.began
        _say(f"\n{count} requests in {lasted:.0f} s, {count / lasted:.1f} a second")
        _say(f"{'':<12}{'count':>7}{'p50':>8}{'p95':>8}{'max':>8}  seconds")
        for name, times in self.seconds.items():
            p50, p95 = _percentile(times, 50), _percentile(times, 95)
            _say(f"{name:<12}{len(times):>7}{p50:>8.3f}{p95:>8.3f}{max(times):>8.3f}")
        _say("\nShoppers: " + ", ".join(f"{n} {end}" for end, n in self.ends.items()))
        broken = sum(self.failures.values())
        _say(f"Answers of 5xx, and none at all: {broken}")
        for what, times_seen in self.failures.most_common():
            _say(f"  {times_seen} × {what}")


def _percentile(times: list[float], which: int) -> float:
    if len(times) < 2:
        return times[0]
    return statistics.quantiles(times, n=100, method="inclusive")[which - 1]


async def send(
    shop: Shop, given: argparse.Namespace, products: list[tuple[str, int]]
) -> Report:
    """All shoppers at once, each coming again until the time is over."""
    report = Report()
    assert products, "the demo shop has nothing simple to sell"
    ends_at = time.monotonic() + given.minutes * 60
    _say(f"{given.shoppers} shoppers for {given.minutes:g} minutes at {shop.url}")

    async def come_again(number: int) -> None:
        # they do not all come through the door in one moment
        await asyncio.sleep(random.uniform(0, min(given.think * 2, 20)))
        visit = 0
        while time.monotonic() < ends_at:
            visit += 1
            shopper = Shopper(shop, report, given.think, number, visit)
            report.ends[await shopper.shop_for(*random.choice(products))] += 1

    async def staff() -> None:
        while time.monotonic() < ends_at:
            await asyncio.sleep(2)
            await asyncio.to_thread(shop.give_back)

    await asyncio.gather(*(come_again(n) for n in range(given.shoppers)), staff())
    return report


class Shopper:
    """One visit of one person, through the pages as a browser asks for them."""

    def __init__(
        self, shop: Shop, report: Report, think: float, number: int, visit: int
    ) -> None:
        self.shop, self.report, self.think = shop, report, think
        self.name = f"shopper{number}-{visit}"
        self.language = random.choice(LANGUAGES)
        self.address = f"10.{number // 250}.{number % 250}.{visit % 250}"

    async def shop_for(self, slug: str, variant: int) -> str:
        import httpx

        def keep_cookies(_response: httpx.Response) -> None:
            for cookie in self.browser.cookies.jar:
                # they are for TLS, which this server leaves to the proxy
                cookie.secure = False

        async def kept(response: httpx.Response) -> None:
            keep_cookies(response)

        async with httpx.AsyncClient(
            base_url=self.shop.url,
            timeout=60,
            trust_env=False,
            headers={
                "X-Forwarded-For": self.address,
                "X-Forwarded-Proto": "https",
                "Origin": f"https://{urlsplit(self.shop.url).netloc}",
            },
            event_hooks={"response": [kept]},
        ) as self.browser:
            try:
                return await self._visit(slug, variant)
            except httpx.TransportError as fault:
                self.report.failures[f"{type(fault).__name__}: {fault}"] += 1
                return "lost"

    async def _visit(self, slug: str, variant: int) -> str:
        start = f"/{self.language}"
        await self._ask("product", "GET", f"{start}/p/{slug}/")
        if random.random() < 0.2:
            return "only looked"
        data = {"variant": variant, "quantity": random.randint(1, 2)}
        added = await self._ask("add", "POST", f"{start}/cart/lines/", data=data)
        if added.status_code != 302:
            return f"could not add ({added.status_code})"
        await self._ask("cart", "GET", f"{start}/cart/")
        page = await self._ask("checkout", "GET", f"{start}/checkout/")
        if random.random() < 0.15:
            return "left the checkout"
        placed = await self._order(f"{start}/checkout/", page.text)
        if placed is None:
            return "could not order"
        return await self._pay(placed)

    async def _order(self, url: str, page: str) -> dict[str, Any] | None:
        typed = {
            "name": "Anna Ozola",
            "street": "Brīvības iela 1",
            "postcode": "LV-1010",
            "city": "Rīga",
            "country": "LV",
            "phone": "+37120000000",
            "email": f"{self.name}@example.com",
            "same_address": "on",
            "method": "courier",
            "payment": "card",
            "cart": _hidden(page, "cart"),
            "csrfmiddlewaretoken": _hidden(page, "csrfmiddlewaretoken"),
        }
        # what is chosen changes the total; the page says so before anybody orders
        changed = await self._ask(
            "draft",
            "POST",
            f"{url}draft/",
            data=typed,
            headers={"HX-Request": "true", "HX-Trigger-Name": "method"},
        )
        if 'name="total_seen"' in changed.text:
            page = changed.text
        for _ in range(5):
            typed["total_seen"] = _hidden(page, "total_seen")
            answer = await self._ask(
                "place",
                "POST",
                url,
                data=typed,
                headers={"Accept": "application/json"},
            )
            if answer.status_code == 422:
                page = "".join(answer.json()["parts"].values())
                continue
            if answer.status_code != 200:
                return None
            told: dict[str, Any] = answer.json()
            if told.get("client_secret"):
                return told
            # the provider failed: the payment page offers to try again
            url = told["redirect"]
            page = (await self._ask("pay page", "GET", url)).text
            if "total_seen" not in page:
                with suppress(AssertionError):
                    typed["csrfmiddlewaretoken"] = _hidden(page, "csrfmiddlewaretoken")
                typed["total_seen"] = "EUR 0"
                page = 'name="total_seen" value="EUR 0"'
        return None

    async def _pay(self, placed: dict[str, Any]) -> str:
        secret = placed["client_secret"]
        back = urlsplit(placed["return_url"]).path
        cards = [DECLINED, GOOD] if random.random() < 0.1 else [GOOD]
        for card in cards:
            if not await self._confirm(secret, card):
                return "gave up at the bank"
        answer = await self._ask("return", "GET", back)
        order = answer.headers.get("location", back)
        page = await self._ask("order", "GET", order)
        if random.random() < 0.1 and page.status_code == 200:
            data = {"csrfmiddlewaretoken": self.browser.cookies.get("csrftoken", "")}
            asked = await self._ask("cancel page", "GET", f"{order}cancellation/")
            with suppress(AssertionError):
                data["csrfmiddlewaretoken"] = _hidden(asked.text, "csrfmiddlewaretoken")
            await self._ask("cancel", "POST", f"{order}cancellation/", data=data)
            return "ordered and cancelled"
        return "ordered" if answer.status_code == 302 else "ordered, payment awaited"

    async def _confirm(self, secret: str, card: str) -> bool:
        """What Stripe.js does; the buyer presses again when it fails."""
        intent = secret.partition("_secret_")[0]
        for _ in range(4):
            answer = await self._ask(
                "bank",
                "POST",
                f"{self.shop.provider_url}/standin/stripe/v1/payment_intents/{intent}/confirm",
                is_provider=True,
                headers={"Authorization": "Bearer pk_test_standin"},
                data={
                    "client_secret": secret,
                    "payment_method_data[type]": "card",
                    "payment_method_data[card][number]": card,
                    "payment_method_data[card][exp_month]": "12",
                    "payment_method_data[card][exp_year]": "34",
                    "payment_method_data[card][cvc]": "123",
                },
            )
            if answer is None or answer.status_code >= 500:
                continue
            # a second confirmation of what succeeded is refused, and just as good
            return answer.status_code in {200, 402} or b"succeeded" in answer.content
        return False

    async def _ask(
        self,
        name: str,
        method: str,
        url: str,
        *,
        is_provider: bool = False,
        **asked: Any,
    ) -> Any:
        import httpx

        await asyncio.sleep(self.think * random.uniform(0.5, 1.5))
        began = time.monotonic()
        try:
            answer = await self.browser.request(method, url, **asked)
        except httpx.TransportError:
            if is_provider:
                return None
            raise
        self.report.seconds[name].append(time.monotonic() - began)
        if answer.status_code >= 500 and not is_provider:
            self.report.failures[f"{answer.status_code} {method} {name}"] += 1
        return answer


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"the page has no {name}"
    return found[1]


if __name__ == "__main__":
    sys.exit(main())
