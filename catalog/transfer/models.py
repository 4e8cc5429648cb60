from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from catalog.transfer.records import Problem


class ImportStorage(FileSystemStorage):
    """Where uploaded catalogues lie: never under an address of the shop."""

    @property
    def base_location(self) -> Any:
        return settings.IMPORTS_ROOT

    @property
    def location(self) -> str:
        return str(settings.IMPORTS_ROOT)


def upload_path(run: ImportRun, filename: str) -> str:
    return f"{uuid.uuid4().hex}{PurePath(filename).suffix[:10]}"


class ImportRun(models.Model):
    """One catalogue file on its way into the shop.

    `position` is the number of the first item that is not dealt with. It moves in the
    transaction that writes the items before it, so a run that broke off goes on there
    and nothing is written or told twice.
    """

    class Status(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, waits for your word")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("broken off")

    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(
        _("file"), storage=ImportStorage(), upload_to=upload_path, blank=True
    )
    digest = models.CharField(max_length=64, db_index=True, editable=False)
    format = models.CharField(_("format"), max_length=30)
    by = models.CharField(_("who"), max_length=150, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.CHECKING
    )
    is_dry_run = models.BooleanField(default=True, editable=False)
    is_read = models.BooleanField(default=False, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    line = models.PositiveIntegerField(_("line"), default=0, editable=False)
    lines = models.PositiveIntegerField(_("lines"), default=0, editable=False)
    written = models.PositiveIntegerField(_("written"), default=0, editable=False)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0, editable=False)
    refused = models.PositiveIntegerField(_("refused"), default=0, editable=False)
    warnings = models.PositiveIntegerField(_("warnings"), default=0, editable=False)
    left_out = models.JSONField(default=dict, editable=False)
    preview = models.JSONField(default=list, editable=False)
    error = models.TextField(_("what went wrong"), blank=True, editable=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.status in {self.Status.CHECKING, self.Status.RUNNING}

    @property
    def percent(self) -> int:
        return min(100, self.line * 100 // max(self.lines, 1))


class ImportProblem(models.Model):
    """A row that was refused (`is_fatal`), or a value not taken as it stands."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=200, blank=True)
    value = models.CharField(_("value"), max_length=500, blank=True)
    reason = models.CharField(max_length=500)
    details = models.JSONField(default=dict)
    key = models.CharField(_("product"), max_length=250, blank=True)
    is_fatal = models.BooleanField(_("refused"), default=False)

    class Meta:
        verbose_name = _("problem of an import")
        verbose_name_plural = _("problems of imports")

    def __str__(self) -> str:
        return f"{self.line}: {self.sentence}"

    @classmethod
    def of(cls, run: ImportRun, problem: Problem) -> ImportProblem:
        return cls(
            run=run,
            line=problem.line,
            column=problem.column[:200],
            value=problem.value[:500],
            reason=problem.reason,
            details={name: text[:500] for name, text in problem.details.items()},
            key=problem.key[:250],
            is_fatal=problem.is_fatal,
        )

    @property
    def sentence(self) -> str:
        """The reason in the reader's language."""
        return gettext(self.reason) % {"value": self.value, **self.details}


class ImportLink(models.Model):
    """What a product of a run wants to be joined with once the whole file is in.

    `parts` is a list of [SKU, quantity], `related` one of SKUs and keys.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="links")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    line = models.PositiveIntegerField()
    parts = models.JSONField(default=list)
    related = models.JSONField(default=list)
    is_unchanged = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("link of an import")
        verbose_name_plural = _("links of imports")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.product_id}"
