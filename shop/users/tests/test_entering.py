"""Making an account and signing in, by e-mail and code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from checkout.testing import make_cart, make_shop
from shop.users.models import User

pytestmark = pytest.mark.django_db

SIGNUP, LOGIN = "/en/account/signup/", "/en/account/login/"
REQUEST_CODE, CODE = "/en/account/login/code/", "/en/account/login/code/confirm/"
CONFIRM_EMAIL = "/en/account/confirm-email/"
RESET = "/en/account/password/reset/"
CODE_IN_MAIL = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


@pytest.fixture
def buyer(buyer: User) -> User:
    """A customer whose e-mail is proved."""
    EmailAddress.objects.create(
        user=buyer, email=buyer.email, verified=True, primary=True
    )
    return buyer


def code_in_last_mail() -> str:
    found = CODE_IN_MAIL.search(str(mail.outbox[-1].body))
    assert found
    return found[0]


def ask_for_code(client: Client, email: str, **extra: Any) -> Any:
    return client.post(REQUEST_CODE, {"email": email, **extra})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_an_account_is_made_with_an_email_and_its_code(client: Client) -> None:
    answer = client.post(SIGNUP, {"email": "Anna@example.com"})

    assert answer.headers["Location"] == CONFIRM_EMAIL
    assert not signed_in(client)

    client.post(CONFIRM_EMAIL, {"code": code_in_last_mail()})

    user = User.objects.get()
    assert user.email == "anna@example.com"
    assert not user.has_usable_password()
    assert signed_in(client)


def test_nobody_makes_themselves_staff(client: Client) -> None:
    client.post(SIGNUP, {"email": "a@b.lv", "is_staff": "1", "is_superuser": "1"})

    user = User.objects.get()
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_a_code_by_email_signs_in(client: Client, buyer: User) -> None:
    ask_for_code(client, buyer.email)
    assert not signed_in(client)

    client.post(CODE, {"code": code_in_last_mail()})

    assert signed_in(client)


def test_a_code_is_worth_nothing_elsewhere(client: Client, buyer: User) -> None:
    ask_for_code(client, buyer.email)
    thief = Client()
    ask_for_code(thief, "stranger@example.com")

    thief.post(CODE, {"code": CODE_IN_MAIL.findall(str(mail.outbox[0].body))[0]})

    assert not signed_in(thief)


def test_three_wrong_codes_are_enough(client: Client, buyer: User) -> None:
    ask_for_code(client, buyer.email)
    code = code_in_last_mail()
    for _ in range(3):
        client.post(CODE, {"code": "AAAA-AAAA"})

    client.post(CODE, {"code": code})

    assert not signed_in(client)


@pytest.mark.parametrize("url", [SIGNUP, REQUEST_CODE, RESET])
def test_nobody_learns_whether_an_email_has_an_account(url: str, buyer: User) -> None:
    def answer(email: str) -> tuple[int, str, str, int]:
        before = len(mail.outbox)
        client = Client()
        reply = client.post(url, {"email": email})
        page = client.get(reply.headers["Location"])
        text = re.sub(r'nonce="[^"]*"|value="[^"]*"', "", page.content.decode())
        return (
            reply.status_code,
            reply.headers["Location"],
            text.replace(email, ""),
            len(mail.outbox) - before,
        )

    assert answer(buyer.email) == answer("nobody@example.com")


def test_a_wrong_password_and_an_unknown_email_read_the_same(
    make_user: Callable[..., User],
) -> None:
    make_user("known@example.com", password="correct-horse-7")

    def errors(email: str) -> tuple[int, list[str]]:
        typed = {"login": email, "password": "wrong-horse-7"}
        answer = Client().post(LOGIN, typed)
        return answer.status_code, answer.context["form"].non_field_errors()

    assert errors("known@example.com") == errors("nobody@example.com")


def test_codes_for_one_email_are_counted_wherever_they_are_asked_from() -> None:
    for number in range(8):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        ask_for_code(client, "victim@example.com")

    assert len(mail.outbox) == 5


def test_one_caller_is_stopped_with_a_page() -> None:
    answers = [
        ask_for_code(Client(), f"somebody{number}@example.com") for number in range(21)
    ]

    assert len(mail.outbox) == 20
    assert answers[-1].status_code == 200
    assert "That went wrong too often" in answers[-1].content.decode()


def test_who_makes_many_accounts_is_asked_to_wait(client: Client) -> None:
    for number in range(20):
        client.post(SIGNUP, {"email": f"somebody{number}@example.com"})

    answer = client.post(SIGNUP, {"email": "one.more@example.com"})

    assert answer.status_code == 429
    assert "Please try again in a few minutes." in answer.content.decode()
    assert not User.objects.filter(email="one.more@example.com").exists()


def test_a_forwarded_address_is_believed_only_behind_a_proxy(client: Client) -> None:
    for number in range(20):
        client.post(
            SIGNUP,
            {"email": f"somebody{number}@example.com"},
            headers={"X-Forwarded-For": f"10.1.1.{number}"},
        )

    assert client.post(SIGNUP, {"email": "a@example.com"}).status_code == 429


@pytest.mark.parametrize("url", [REQUEST_CODE, RESET, SIGNUP])
def test_mails_lead_to_the_shop_whatever_host_was_asked(
    url: str, settings: Any
) -> None:
    settings.SITE_URL = "https://shop.test"
    settings.ALLOWED_HOSTS = ["*"]
    User.objects.create_user("anna@example.com")

    for email in ("anna@example.com", "nobody@example.com"):
        Client().post(url, {"email": email}, headers={"Host": "evil.example"})

    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert "evil.example" not in letter.message().as_string()


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "\\\\evil"]
)
def test_after_signing_in_nobody_is_sent_elsewhere(
    page: str, client: Client, buyer: User
) -> None:
    ask_for_code(client, buyer.email, next=page)

    answer = client.post(CODE, {"code": code_in_last_mail(), "next": page})

    assert answer.headers["Location"] == "/en/"


def test_the_way_back_inside_the_shop_is_kept(client: Client, buyer: User) -> None:
    ask_for_code(client, buyer.email, next="/en/cart/")

    answer = client.post(CODE, {"code": code_in_last_mail(), "next": "/en/cart/"})

    assert answer.headers["Location"] == "/en/cart/"


def test_a_guests_cart_is_there_after_signing_in(client: Client, buyer: User) -> None:
    make_shop()
    cart = make_cart()
    client.cookies["cart"] = str(cart.token)
    ask_for_code(client, buyer.email)
    client.post(CODE, {"code": code_in_last_mail()})

    page = client.get("/en/cart/")

    assert str(cart.lines.get().variant) in page.content.decode()


def test_signing_out_takes_a_post_and_ends_the_session(
    client: Client, buyer: User
) -> None:
    client.force_login(buyer)
    key = client.session.session_key

    assert client.get("/en/account/logout/").status_code == 200
    assert signed_in(client)

    client.post("/en/account/logout/")

    assert not signed_in(client)
    client.cookies["session"] = str(key)
    assert client.get("/en/my/").status_code == 302


def test_the_session_cookie_is_out_of_reach_of_scripts(
    client: Client, buyer: User
) -> None:
    ask_for_code(client, buyer.email)
    client.post(CODE, {"code": code_in_last_mail()})

    cookie = client.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "page",
    ["2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "email/"],
)
def test_what_guards_an_account_is_for_its_owner(
    page: str, client: Client, buyer: User
) -> None:
    assert client.get(f"/en/account/{page}").status_code == 302

    client.force_login(buyer)

    assert client.get(f"/en/account/{page}").status_code == 200
