from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from shop.web.bundling import Read, scripts_in_one, styles_in_one

STYLES = "css/main.css"
SCRIPTS = "js/main.js"

_IN_ONE = {STYLES: styles_in_one, SCRIPTS: scripts_in_one}


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed files; the main ones have their imports written into them.

    In development browsers follow the imports themselves; in production one request
    brings all styles and one all scripts. Only sheets beside main.css may use url(),
    as paths stay as they are.
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
        for name in _IN_ONE.keys() & paths.keys():
            if not dry_run:
                whole = _IN_ONE[name](PurePosixPath(name).name, _reader(paths, name))
                self.delete(name)
                self._save(name, ContentFile(whole.encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def _reader(paths: dict[str, Any], main: str) -> Read:
    """Reads files by their path from the folder of the main one."""

    def read(name: str) -> str:
        storage, path = paths[str(PurePosixPath(main).parent / name)]
        with storage.open(path) as file:
            text: str = file.read().decode()
        return text

    return read
