from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from shop.staff import entering, missing_texts
from shop.web import (
    choices,
    health,
    manifest,
    offline,
    outbox_pages,
    speculation,
    styleguide,
)

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("", choices.front_door, name="front_door"),
    path("choices/", choices.choices, name="choices"),
    path("favicon.ico", manifest.favicon),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("speculation.json", speculation.rules, name="speculation"),
    path("admin/login/", entering.login),
    path(
        "admin/missing-texts/",
        admin.site.admin_view(missing_texts.missing_texts),
        name="missing_texts",
    ),
    path("admin/", admin.site.urls),
    path("", include("catalog.hooks")),
    path("", include("checkout.hooks")),
]
urlpatterns += i18n_patterns(
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("account/", include("allauth.urls")),
    path("offline/", offline.offline, name="offline"),
    path("", include("catalog.urls")),
    path("", include("checkout.urls")),
    path("", include("support.urls")),
)
if settings.DEBUG:
    urlpatterns += i18n_patterns(
        path("styleguide/", styleguide.styleguide, name="styleguide"),
    )
    urlpatterns += [
        path("outbox/", outbox_pages.outbox, name="outbox"),
        path("outbox/<str:name>/", outbox_pages.letter, name="outbox_letter"),
        *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    ]
