"""Settings for the type checker: models with the managers they are written with.

modeltranslation puts managers of its own in their place as the apps load, and
the admin needs them; neither says anything about types.
"""

from __future__ import annotations

from shop.settings import *  # noqa: F403
from shop.settings import INSTALLED_APPS as _RUNNING_APPS

INSTALLED_APPS = [
    app.replace("django.contrib.admin", "django.contrib.admin.apps.SimpleAdminConfig")
    for app in _RUNNING_APPS
    if app != "modeltranslation"
]
