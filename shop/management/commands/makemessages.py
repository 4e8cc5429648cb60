from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from shop.languages import catalogues
from shop.languages.extraction import strings_of
from shop.languages.libraries import missing_strings


class Command(BaseCommand):
    help = (
        "Bring the catalogues of all languages up to date with the code, and those of "
        "locale/libraries with what our libraries cannot say. Needs no gettext."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        own, libraries = settings.LOCALE_PATHS
        found = strings_of(catalogues.own_files(), root=settings.BASE_DIR)
        for language, _ in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            ours = catalogues.bring_up_to_date(catalogues.po_file(own, language), found)
            theirs = catalogues.bring_up_to_date(
                catalogues.po_file(libraries, language),
                missing_strings(language, ours=ours),
            )
            self.stdout.write(
                f"{language}: {catalogues.untranslated(ours)} of {len(ours)} strings "
                f"wait for a translation, of libraries "
                f"{catalogues.untranslated(theirs)} of {len(theirs)}."
            )
