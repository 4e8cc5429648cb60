from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = "css/main.css"

_IMPORT = re.compile(r'@import "([^"]+)" layer\((\w+)\);')


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed files; the style sheet has its imports written into it.

    In development browsers follow the imports themselves; in production one request
    brings all styles. Only sheets beside main.css may use url(), as paths stay as
    they are.
    """

    support_js_module_import_aggregation = True
    # our own modules only: other people's scripts hold strings that look like imports
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def url(self, name: str, force: bool = False) -> str:
        # in DEBUG Django names the files as they lie in the tree; whoever has chosen
        # this storage wants what it has made
        address: str = super().url(name, force=True)
        return address

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        if STYLES in paths and not dry_run:
            sheet = _with_imports(paths, STYLES)
            self.delete(STYLES)
            self._save(STYLES, ContentFile(sheet.encode()))
            paths[STYLES] = (self, STYLES)
        yield from super().post_process(paths, dry_run, **options)


def _with_imports(paths: dict[str, Any], name: str) -> str:
    folder = name.rpartition("/")[0]

    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            text: str = file.read().decode()
        return text

    def written_out(found: re.Match[str]) -> str:
        return f"@layer {found[2]} {{\n{read(f'{folder}/{found[1]}')}}}"

    return _IMPORT.sub(written_out, read(name))
