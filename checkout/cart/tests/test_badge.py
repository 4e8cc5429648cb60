from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from catalog.testing import make_variant
from checkout.cart.badge import pieces_in_cart
from checkout.testing import make_cart
from shop.users.models import User
from shop.web.pages import same_for_everybody

pytestmark = pytest.mark.django_db


def request_with(cookies: dict[str, str], user: object = None) -> HttpRequest:
    request = RequestFactory().get("/en/")
    request.COOKIES.update(cookies)
    request.user = user  # type: ignore[assignment]
    return request


def test_without_a_cookie_there_is_nothing_and_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert pieces_in_cart(request_with({})) == 0


def test_a_guest_sees_how_many_pieces_there_are_with_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cart = make_cart(make_variant(), make_variant(), quantity=2)
    request = request_with({"cart": str(cart.token)})

    with django_assert_num_queries(1):
        assert pieces_in_cart(request) == 4


def test_a_customer_sees_both_carts_as_one_before_they_are_merged(buyer: User) -> None:
    make_cart(quantity=2, user=buyer)
    guest = make_cart(quantity=3)
    cookies = {"cart": str(guest.token), "session": "x"}

    assert pieces_in_cart(request_with(cookies, buyer)) == 5


def test_the_count_of_another_customer_is_not_told(buyer: User, stranger: User) -> None:
    cart = make_cart(quantity=2, user=buyer)
    cookies = {"cart": str(cart.token), "session": "x"}

    assert pieces_in_cart(request_with(cookies)) == 0
    assert pieces_in_cart(request_with(cookies, stranger)) == 0


def test_a_page_kept_for_everybody_has_the_badge_of_each_visitor(
    client: Client,
) -> None:
    @same_for_everybody
    def page(request: HttpRequest) -> HttpResponse:
        template = Template("{% load cart %}{% cart_badge %}")
        return HttpResponse(template.render(RequestContext(request)))

    cart = make_cart(quantity=2)

    def visit(cookies: dict[str, str]) -> str:
        # a request as the middleware leaves it
        client.cookies.clear()
        for name, value in cookies.items():
            client.cookies[name] = value
        request = client.get("/en/cart/").wsgi_request
        return page(request).content.decode()

    assert 'class="count"' not in visit({})
    assert '<span class="count">2</span>' in visit({"cart": str(cart.token)})
    assert 'class="count"' not in visit({})
