"""Everything that differs between two shops comes from the environment.

Each variable has a default that is safe on a laptop; a wrong value stops the
start-up with a sentence that names it (shop.environment says what a public shop needs).
"""

from __future__ import annotations

import os
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from shop.environment import INSECURE_SECRET_KEY, refusals

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_SECRET_KEY)
# earlier keys: what was signed with them holds, and codes of gift cards can be shown
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else []
)
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
IS_BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)

INSTALLED_APPS = [
    "modeltranslation",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "import_export",
    "simple_history",
    "template_partials.apps.SimpleAppConfig",
    "shop",
    "catalog",
    "checkout",
    "support",
]

MIDDLEWARE = [
    "shop.web.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # adds random bytes, so that the length of an answer tells nothing of its secrets
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "shop.web.policies.staff_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shop.web.requests.ReadableAddressMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "shop.web.visitor.VisitorMiddleware",
    "shop.web.speculation.forget_prepared_pages",
]

ROOT_URLCONF = "shop.urls"
ASGI_APPLICATION = "shop.asgi.application"
WSGI_APPLICATION = "shop.wsgi.application"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "shop.templatetags.icons",
                "shop.templatetags.money",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "shop.web.context.page",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "shop.web.forms.FormRenderer"

# Data
VAR_DIR.mkdir(exist_ok=True)
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/shop.sqlite3")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;"
        ),
    }
    # a file, because races and worker processes need connections of their own
    DATABASES["default"]["TEST"] = {"NAME": f"{VAR_DIR}/test-{os.getpid()}.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=0)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "vitrine",
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# parts of pages that follow from their key: no reason to fetch them from afar
CACHES["template_fragments"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "fragments",
    "OPTIONS": {"MAX_ENTRIES": 500},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_DEFAULT_QUEUE = "vitrine"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "shop.jobs.tasks.sweep", "schedule": 5.0},
}

# Files
# where shop.asgi serves /live/; without it pages ask every few seconds
LIVE_URL = env.str("LIVE_URL", default="").rstrip("/")
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
IMPORTS_ROOT = Path(env.str("IMPORTS_ROOT", default=str(VAR_DIR / "imports")))
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=300_000_000)
IS_STATIC_HASHED = env.bool("HASHED_STATIC", default=not DEBUG)
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = not IS_STATIC_HASHED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "shop.web.static_files.StaticFiles"
        if IS_STATIC_HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
PICTURE_MAX_BYTES = env.int("PICTURE_MAX_BYTES", default=12_000_000)

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("lv", _("Latvian")),
    ("uk", _("Ukrainian")),
    ("hy", _("Armenian")),
    ("fa", _("Persian")),
]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
FORMAT_MODULE_PATH = ["shop.languages.formats"]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Riga")
USE_I18N = True
USE_TZ = True

# People
AUTH_USER_MODEL = "shop.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "shop.users.passwords.LengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "shop.users.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "shop.users.models.display_name"
# beside the limits of shop.web.limits, which guard what is ours
ACCOUNT_RATE_LIMITS = {
    "signup": "20/10m/ip",
    "login": "60/10m/ip",
    "login_failed": "20/10m/ip,5/5m/key",
    "request_login_code": "20/10m/ip,5/10m/key",
    "confirm_email": "1/10s/key,5/10m/key",
    "reset_password": "10/10m/ip,3/10m/key",
    "reset_password_from_key": "20/10m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_BEHIND_PROXY else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# Mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("console.EmailBackend") and DEBUG:
    EMAIL_BACKEND = "shop.web.outbox.OutboxBackend"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="Liepa <hello@liepa.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Customer care
# gift cards end with the year after so many; 0: never
GIFT_CARD_YEARS = env.int("GIFT_CARD_YEARS", default=0)
REVIEW_REQUEST_DAYS = env.int("REVIEW_REQUEST_DAYS", default=7)

# Carriers
EASYPOST_API_KEY = env.str("EASYPOST_API_KEY", default="")
EASYPOST_WEBHOOK_SECRET = env.str("EASYPOST_WEBHOOK_SECRET", default="")

# Payments
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_PUBLISHABLE_KEY = env.str("STRIPE_PUBLISHABLE_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
USES_STRIPE_STANDIN = not STRIPE_SECRET_KEY and env.bool("USE_STRIPE", default=True)
# beside a key of somebody's own the refusals below stop the stand-in
if USES_STRIPE_STANDIN and not STRIPE_PUBLISHABLE_KEY:
    STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_WEBHOOK_SECRET = (
        "sk_test_standin",
        "pk_test_standin",
        "whsec_standin",
    )

PAYPAL_CLIENT_ID = env.str("PAYPAL_CLIENT_ID", default="")
PAYPAL_CLIENT_SECRET = env.str("PAYPAL_CLIENT_SECRET", default="")
PAYPAL_WEBHOOK_ID = env.str("PAYPAL_WEBHOOK_ID", default="")
PAYPAL_MODE = env.str("PAYPAL_MODE", default="sandbox")
# unless asked to, it plays no PayPal where cards are real
USES_PAYPAL_STANDIN = not PAYPAL_CLIENT_ID and env.bool(
    "USE_PAYPAL", default=USES_STRIPE_STANDIN
)
if USES_PAYPAL_STANDIN and not PAYPAL_CLIENT_SECRET:
    PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET, PAYPAL_WEBHOOK_ID = (
        "paypal-standin",
        "secret-standin",
        "WEBHOOKSTANDIN",
    )

# Safety
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if not DEBUG:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
if IS_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

_STRIPE_HOSTS = [] if USES_STRIPE_STANDIN else ["https://*.stripe.com"]
# a form that is answered with a redirect to PayPal's own page
_PAYPAL_PAGES = (
    ["https://www.paypal.com", "https://www.sandbox.paypal.com"]
    if PAYPAL_CLIENT_ID and not USES_PAYPAL_STANDIN
    else []
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE, *_STRIPE_HOSTS],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_STRIPE_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF, *filter(None, [LIVE_URL]), *_STRIPE_HOSTS],
        "frame-src": [SELF, *_STRIPE_HOSTS],
        "form-action": [SELF, *_STRIPE_HOSTS, *_PAYPAL_PAGES],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

# The admin: the colours of static/css/tokens.css
UNFOLD = {
    "SITE_TITLE": "shop.staff.desk.shop_name",
    "SITE_HEADER": "shop.staff.desk.shop_name",
    "SITE_SUBHEADER": _("Behind the counter"),
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("img/favicon.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("img/favicon.svg"),
        }
    ],
    "ENVIRONMENT": "shop.staff.desk.environment",
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "LANGUAGES": {"action": reverse_lazy("choices")},
    "BORDER_RADIUS": "6px",
    "STYLES": [
        lambda request: static("css/fonts.css"),
        lambda request: static("css/admin.css"),
    ],
    "DASHBOARD_CALLBACK": "shop.staff.desk.dashboard",
    "SIDEBAR": {
        "show_search": True,
        "navigation": "shop.staff.sidebar.navigation",
    },
    "COLORS": {
        "base": {
            "50": "#faf7f2",
            "100": "#f1eadf",
            "200": "#e0d7c8",
            "300": "#cfc5b4",
            "400": "#a59b8a",
            "500": "#736b5e",
            "600": "#635c50",
            "700": "#4a453b",
            "800": "#3b372f",
            "900": "#25231e",
            "950": "#1a1916",
        },
        "primary": {
            "50": "#f2f6ee",
            "100": "#e4ebdd",
            "200": "#c8deb9",
            "300": "#b3cda2",
            "400": "#86a67c",
            "500": "#5b8062",
            "600": "#2f4b39",
            "700": "#2a4433",
            "800": "#223a2b",
            "900": "#1c2f24",
            "950": "#1a2217",
        },
    },
}

# Talk
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "shop.web.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "shop.web.logs.JsonFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "fpdf": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
    },
}

if _found := refusals(globals()):
    raise ImproperlyConfigured("The shop does not open. " + " ".join(_found))
