from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django_htmx import jinja as django_htmx

from shop.users.models import User
from shop.web.static_files import STYLES, StaticFiles

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
LIMIT = 30 * 1024

PHYSICAL = re.compile(
    r"""
    ^\s*(?:
      (?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b
    | (?:left|right|top|bottom|width|height)\s*:
    | (?:min|max)-(?:width|height)\s*:
    | border-(?:top|bottom)-(?:left|right)-radius
    | (?:float|clear|text-align)\s*:\s*(?:left|right)\b
    | (?:margin|padding|inset|border-radius)\s*:\s*(?:[^\s;]+[ ]+){3}[^\s;]+;
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|\shx-on\b
    |<script(?![^>]*(?:\bsrc=|\bnonce=|type="application/(?:ld\+)?json"))""",
    re.VERBOSE,
)


def style_sheets() -> list[Path]:
    return sorted((STATIC / "css").rglob("*.css"))


def pages() -> list[Path]:
    """Templates that reach a browser; mails carry their styles in each element."""
    return [
        path
        for path in sorted(TEMPLATES.rglob("*.html"))
        if not {"mail", "email"} & set(path.relative_to(TEMPLATES).parts)
    ]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Styles and fonts as `collectstatic` leaves them in production."""
    source = FileSystemStorage(location=STATIC)
    for folder in ("css", "fonts", "js"):
        shutil.copytree(STATIC / folder, tmp_path / folder)
    names = [
        path.relative_to(tmp_path).as_posix()
        for path in tmp_path.rglob("*")
        if path.is_file()
    ]
    storage = StaticFiles(location=tmp_path, base_url="/static/")
    for _, _, error in storage.post_process({name: (source, name) for name in names}):
        assert not isinstance(error, Exception), error
    return tmp_path


@pytest.mark.parametrize("sheet", style_sheets(), ids=lambda sheet: sheet.name)
def test_styles_know_no_left_and_right(sheet: Path) -> None:
    assert PHYSICAL.findall(sheet.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        "  margin-left: 1rem;",
        "  left: 0;",
        "  text-align: right;",
        "  padding: 1px 2px 3px 4px;",
        "  max-width: 3rem;",
    ],
)
def test_what_has_a_left_and_a_right_is_found(line: str) -> None:
    assert PHYSICAL.search(line)


def test_pages_carry_no_styles_and_no_scripts() -> None:
    found = {
        str(page.relative_to(TEMPLATES)): INLINE.findall(page.read_text())
        for page in pages()
        if INLINE.search(page.read_text())
    }

    assert found == {}


@pytest.mark.parametrize(
    "html", ['<p style="color: red">', "<script>go()</script>", '<a onclick="go()">']
)
def test_what_the_content_security_policy_would_stop_is_found(html: str) -> None:
    assert INLINE.search(html)


def test_every_style_sheet_is_named_once_in_the_main_one() -> None:
    """All but the admin's, which unfold links by itself."""
    named = re.findall(r'@import "([^"]+)"', (STATIC / STYLES).read_text())
    others = {
        sheet.relative_to(STATIC / "css").as_posix() for sheet in style_sheets()
    } - {"main.css", "admin.css"}

    assert sorted(named) == sorted(others)


def test_only_sheets_beside_the_main_one_name_files() -> None:
    deeper = [sheet for sheet in style_sheets() if sheet.parent != STATIC / "css"]

    assert [sheet.name for sheet in deeper if "url(" in sheet.read_text()] == []


def test_production_serves_all_styles_in_one_small_file(published: Path) -> None:
    (main,) = (published / "css").glob("main.????????????.css")
    text = main.read_text()

    assert "@import" not in text
    assert "@layer pages {" in text
    assert re.search(r"url\(\"\.\./fonts/sans-latin\.[0-9a-f]{12}\.woff2\"\)", text)
    assert len(gzip.compress(text.encode())) <= LIMIT


def test_production_serves_all_scripts_in_one_file(published: Path) -> None:
    (main,) = (published / "js").glob("main.????????????.js")
    text = main.read_text()

    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    assert text.count("function say(") == 1
    assert "data-stands-in-for" in text


def test_pages_ask_for_what_was_published_even_while_debugging(
    published: Path,
) -> None:
    with override_settings(DEBUG=True):
        address = StaticFiles(location=published, base_url="/static/").url(STYLES)

    assert re.fullmatch(r"/static/css/main\.[0-9a-f]{12}\.css", address)


def test_scripts_of_a_page_are_small(published: Path) -> None:
    """The payment step loads its own script besides."""
    (main,) = (published / "js").glob("main.????????????.js")
    checkout = STATIC / "js/checkout.js"
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"

    loaded = [main, checkout, htmx]

    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) <= LIMIT


@pytest.mark.django_db
@pytest.mark.urls("shop.web.tests.styleguide_urls")
@pytest.mark.parametrize(("language", "_name"), settings.LANGUAGES)
def test_style_guide_shows_the_components(
    client: Client, language: str, _name: str
) -> None:
    response = client.get(f"/{language}/styleguide/")

    assert response.status_code == 200
    content = response.content.decode()
    assert content.count('<article class="card">') == 3
    assert "<c-" not in content


@pytest.mark.django_db
@pytest.mark.urls("shop.web.tests.styleguide_urls")
def test_reduced_price_says_the_lowest_of_thirty_days_before(client: Client) -> None:
    content = client.get("/en/styleguide/").content.decode()

    assert "Lowest price in the 30 days before: <s>\u2068€34.00\u2069</s>" in content


@pytest.mark.django_db
@pytest.mark.urls("shop.web.tests.styleguide_urls")
def test_refused_field_is_tied_to_its_error(client: Client) -> None:
    content = client.get("/en/styleguide/").content.decode()

    assert (
        'aria-invalid="true" aria-describedby="id_refused-email_helptext'
        ' id_refused-email_error"' in content
    )
    assert '<ul class="field-errors" id="id_refused-email_error" data-news>' in content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("lv", "ltr"), ("uk", "ltr"), ("hy", "ltr"), ("fa", "rtl")],
)
def test_page_says_its_language_and_direction(
    client: Client, language: str, direction: str
) -> None:
    response = client.get(f"/{language}/account/login/")

    assert response.status_code == 200
    content = response.content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in content
    assert response["Content-Language"] == language
    assert content.count('rel="alternate" hreflang=') == 6
    assert content.count('rel="preload"') == 2


@pytest.mark.django_db
def test_missing_page_is_said_in_the_language_of_its_address(client: Client) -> None:
    response = client.get("/fa/nothing/here/")

    assert response.status_code == 404
    assert '<html lang="fa" dir="rtl">' in response.content.decode()


def test_broken_page_needs_neither_database_nor_request() -> None:
    content = render_to_string("500.html")

    assert "Something broke on our side" in content


@pytest.mark.django_db
def test_choices_are_kept_without_a_token() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/choices/", {"country": "EE", "next": "/en/account/login/"})

    assert response.status_code == 302
    assert response.cookies["country"].value == "EE"


@pytest.mark.django_db
def test_telephones_learn_the_name_of_the_shop(client: Client) -> None:
    response = client.get("/en/manifest.webmanifest")

    assert response.headers["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["name"], manifest["lang"]) == ("Vitrine", "en")
    purposes = {icon.get("purpose") for icon in manifest["icons"]}
    assert {"any", "maskable"} <= purposes


@pytest.mark.django_db
def test_home_screen_speaks_the_language_it_was_added_in(client: Client) -> None:
    page = client.get("/fa/").content.decode()

    assert '<link rel="manifest" href="/fa/manifest.webmanifest">' in page
    manifest = client.get("/fa/manifest.webmanifest").json()
    assert (manifest["lang"], manifest["dir"]) == ("fa", "rtl")
    assert manifest["start_url"] == "/fa/"
    for shortcut in manifest["shortcuts"]:
        assert shortcut["url"].startswith("/fa/")
        assert shortcut["name"].isascii() is False


@pytest.mark.django_db
def test_the_icon_at_its_old_address_is_found(client: Client) -> None:
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert finders.find(response.headers["Location"].removeprefix("/static/"))


@pytest.mark.django_db
def test_signing_out_is_one_button(client: Client, buyer: User) -> None:
    client.force_login(buyer)

    content = client.get("/en/account/logout/").content.decode()

    form = content[content.index('action="/en/account/logout/"') :]
    assert re.search(r'<button class="button"[^>]*type="submit"', form)
    assert " hidden>" not in form[: form.index(">") + 1]


@pytest.mark.django_db
def test_code_to_sign_in_comes_as_a_page_and_as_text(
    client: Client, buyer: User, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    client.post("/fa/account/login/code/", {"email": buyer.email})

    (letter,) = mailoutbox
    (page,) = letter.alternatives
    assert '<html lang="fa" dir="rtl">' in str(page[0])
    (code,) = re.findall(r"<bdi>([A-Z0-9-]{6,9})</bdi>", str(page[0]))
    assert code in str(letter.body)
