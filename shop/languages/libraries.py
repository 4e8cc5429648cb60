"""What the libraries we stand on say to people, and in which languages they cannot.

Their own catalogues come first; what is missing there, or said badly, we translate
ourselves in locale/libraries, which holds exactly these strings and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.template.utils import get_app_template_dirs

from shop.languages.catalogues import key_of
from shop.languages.extraction import strings_of

# The parts of each library whose words reach our shoppers or staff.
_SHOWN = {
    "django": (
        "contrib/admin/**/*",
        "contrib/auth/**/*",
        "contrib/contenttypes/models.py",
        "core/validators.py",
        "db/models/base.py",
        "db/models/constraints.py",
        "forms/**/*",
    ),
    "allauth": (
        "account/**/*",
        "mfa/**/*",
        "templates/account/**/*",
        "templates/allauth/**/*",
        "templates/mfa/**/*",
    ),
    "unfold": (
        "*.py",
        "contrib/filters/**/*",
        "contrib/forms/**/*",
        "contrib/import_export/**/*",
        "contrib/simple_history/**/*",
        "mixins/*",
        "templates/admin/**/*",
        "templates/registration/**/*",
        "templates/unfold/**/*",
    ),
    "import_export": ("admin.py", "forms.py", "templates/**/*"),
    "simple_history": ("*.py", "templates/**/*"),
    "django_filters": ("widgets.py",),
    "modeltranslation": ("*.py",),
}
# Whose translations we would rather not show: Django's Armenian says "at least" where
# it means "at most", and has neither our words nor full stops; the Persian ones are
# on familiar terms with the reader and know neither half space nor Persian digits;
# allauth's Ukrainian Writes Headings Like This, its Latvian has other words than we.
_UNRELIABLE = frozenset(
    {
        ("django", "hy"),
        ("django", "fa"),
        ("allauth", "fa"),
        ("allauth", "lv"),
        ("allauth", "uk"),
    }
)
# What no address of ours leads to, and what no customer's or clerk's action calls up.
_NEVER_SHOWN = (
    "/management/",
    "/migrations/",
    "/tests/",
    "/auth/hashers.py",
    "/invalid_setup.html",
    "/mfa/trust.html",
    "/nav_sidebar.html",
    "/color_theme_toggle.html",
    "/registration/password_",
    "/signup_by_passkey.html",
    "/site_branding",
    "/verified_email_required.html",
    "/webauthn/signup_form.html",
    "phone",
)
_READ = frozenset({".py", ".html", ".txt"})


def missing_strings(language: str, *, ours: Catalog) -> Catalog:
    """What the libraries show and neither they nor `ours` say in `language`."""
    said_by_us = {key_of(message) for message in ours}
    theirs = _own_translations(language)
    missing = Catalog()
    for message in shown_strings():
        is_known = key_of(message) in said_by_us or _is_said(message, theirs)
        if message.id and not is_known:
            missing[message.id] = message
    return missing


@cache
def shown_strings() -> Catalog:
    site = _folder("django").parent
    return strings_of(_shown_files(), root=site)


def _shown_files() -> Iterator[Path]:
    for library, patterns in _SHOWN.items():
        folder = _folder(library)
        files = {file for pattern in patterns for file in folder.glob(pattern)}
        yield from (file for file in sorted(files) if _is_shown(file))


def _is_shown(file: Path) -> bool:
    address = file.as_posix()
    if file.suffix not in _READ or any(part in address for part in _NEVER_SHOWN):
        return False
    _, is_template, name = address.rpartition("/templates/")
    return not is_template or _used_template(name) == file


def _used_template(name: str) -> Path | None:
    """The file Django takes for a template of this name, if several have one."""
    folders = (settings.BASE_DIR / "templates", *get_app_template_dirs("templates"))
    return next((file for folder in folders if (file := folder / name).exists()), None)


class _Unsaid(NullTranslations):
    """Answers with nothing where the translations before it know a string not."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""

    def pgettext(self, context: str, message: str) -> str:
        return ""

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return ""


def _own_translations(language: str) -> NullTranslations:
    """What the libraries bring along in a language; "" for all else."""
    translations: NullTranslations = _Unsaid()
    for library in _SHOWN:
        if (library, language) in _UNRELIABLE:
            continue
        for file in _folder(library).rglob(f"locale/{language}/LC_MESSAGES/django.mo"):
            with file.open("rb") as stream:
                brought = GNUTranslations(stream)
            brought.add_fallback(translations)
            translations = brought
    return translations


def _is_said(message: Message, theirs: NullTranslations) -> bool:
    singular, context = key_of(message)
    if isinstance(message.id, str):
        return bool(
            theirs.pgettext(context, singular) if context else theirs.gettext(singular)
        )
    plural = message.id[1]
    return bool(
        theirs.npgettext(context, singular, plural, 1)
        if context
        else theirs.ngettext(singular, plural, 1)
    )


def _folder(library: str) -> Path:
    spec = find_spec(library)
    assert spec is not None, f"{library} is not installed"
    assert spec.origin is not None, f"{library} is no package of files"
    return Path(spec.origin).parent
