"""Everything about the site but what differs between a laptop, a test and a server (dev, test, prod override)."""

import os
import shutil
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("HETANG_VAR") or BASE_DIR / "var")

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
DEMO = False  # set by dev and test: demo logins, the sandbox gateway, sign-in of operators without a second factor

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.static.Files",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "channels",
    "config.kernel.apps.KernelConfig",
    "accounts",
    "catalog",
    "orders",
    "community",
    "content",
    "analytics",
    "recommender",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that lengths tell nothing (BREACH)
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.organisations.middleware.SecondStepForTheTeam",
    "accounts.identity.middleware.OneSite",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.RefusalPages",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

# One explicit loader chain: cotton and template-partials would otherwise both try to set it, and one of them loses.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "config.context.site",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "config.kernel.templatetags.hetang",
                "config.kernel.templatetags.look",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # templates/django/forms dresses every form

# Importing settings never starts a server: without URLs they point where nothing answers (see config/embedded.py).
DATABASE_URL = os.environ.get("DATABASE_URL", "postgres://nobody@127.0.0.1:9/none")
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:9/0")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c statement_timeout=15000 -c lock_timeout=3000"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "config.kernel.cache.ForgivingRedisCache",  # a lost Redis slows the shop down, it does not close it
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hetang",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
_broker = REDIS_URL.replace("unix://", "redis+socket://", 1)
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {  # a socket waits five seconds at a time for news, and redis-py would give up after five
            "hosts": [{"address": REDIS_URL, "max_connections": 10_000, "socket_timeout": 30}],
            "prefix": "hetang-live",
        },
    }
}

CELERY_BROKER_URL = _broker
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_TIME_LIMIT = 1800
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "global_keyprefix": "hetang:",
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}  # a person waits; the sweeper follows
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mail is unique, by a constraint on its small letters
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "handle", "display_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.organisations.passwords.LongerForTheTeam"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.identity.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "accounts.privacy.forms.SignupForm",
    "login": "accounts.identity.forms.LoginForm",
    "reset_password": "accounts.identity.forms.ResetPasswordForm",
    "add_email": "accounts.identity.forms.ChangeEmailForm",
    "reauthenticate": "accounts.identity.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "optional"  # a banner asks for it; the demo must work without a mailbox
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,8/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "accounts.identity.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Hetang"
MFA_TOTP_TOLERANCE = 1

# Keys of encrypted columns: "id:base64,id:base64", newest first; the first one writes, all of them read.
FIELD_KEYS = os.environ.get("FIELD_KEYS", "")
BLIND_INDEX_KEY = os.environ.get("BLIND_INDEX_KEY", "")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale", BASE_DIR / "config" / "wording"]  # ours, then libraries'
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"  # what people see; the database keeps UTC
USE_TZ = True
CURRENCY = "CNY"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "config.scripts.Finder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_ROOT: Path | None = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.Storage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FFMPEG = os.environ.get("FFMPEG", shutil.which("ffmpeg") or "")  # without it videos and sounds stay as sent

EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Hetang <noreply@hetang.example>")

SESSION_COOKIE_AGE = 14 * 86400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],  # data on elements only: --ratio, --v
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.identity.tokens.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["config.kernel.api_defaults.DeclaredAccess"],
    "DEFAULT_RENDERER_CLASSES": ["config.kernel.api_defaults.Json"],
    "DEFAULT_PARSER_CLASSES": [
        "config.kernel.api_defaults.JsonBody",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "config.kernel.api_defaults.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.kernel.api.problem_details",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hetang API",
    "DESCRIPTION": "Catalogue, cart, checkout, orders, logistics. Money is integer cents; errors are problem+json.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "OrderStatus": "orders.checkout.models.OrderStatus",
        "ParcelStatus": "orders.fulfilment.models.ParcelStatus",
        "ScanStatus": "orders.fulfilment.serializers.SCAN_CHOICES",
        "RefundWish": "orders.payments.serializers.WISHES",
        "RefundTo": "orders.payments.models.RefundTo",
        "BargainStatus": "orders.bargain.models.BargainStatus",
        "CampaignKind": "orders.promotions.models.Kind",
        "CaseStatus": "orders.aftersales.models.CaseStatus",
        "CaseKind": "orders.aftersales.models.CaseKind",
        "CaseReason": "orders.aftersales.models.CaseReason",
        "CaseSide": "orders.aftersales.models.Side",
        "ReviewTag": "content.reviews.tags.Tag",
        "ReferralStatus": "community.referral.models.ReferralStatus",
        "CaptionsLanguage": "content.clips.services.LANGUAGES",
        "CaseVerdict": "orders.aftersales.services.ruling.Verdict",
        "ReportedKind": "content.moderation.serializers.REPORTABLE",
        "ReportReason": "content.moderation.models.Reason",
        "StrikeLevel": "content.moderation.models.Level",
        "ModerationOutcome": "content.moderation.models.Outcome",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}},
}

# Trade rules (docs/architecture.md): how long things wait for people.
PAY_WINDOW_MINUTES = 15
AUTO_CONFIRM_DAYS = 7
AUTO_CONFIRM_UNSCANNED_DAYS = 15
FAILED_ATTEMPTS_BEFORE_RETURN = 3
STALE_PARCEL_DAYS = 3
LATE_DELIVERY_DAYS = 7  # where too few parcels went to know better
PICKUP_KEPT_DAYS = 7
PICKUP_REMIND_DAYS = 3
RETURN_CHECK_DAYS = 3  # a shop that says nothing about a parcel that came back: the buyer gets the money all the same
AFTERSALE_DAYS = 7  # after receipt; then an order is settled
AFTERSALE_ANSWER_HOURS = 48  # a shop that says nothing agrees
AFTERSALE_SHIP_BACK_DAYS = 7
AFTERSALE_STAFF_LIMIT_CENTS = 50_000  # refunds above need the owner of the shop
PAYOUT_LEAST_CENTS = 100  # less is carried over to the next statement
PAYMENT_GATEWAYS = [name for name in os.environ.get("PAYMENT_GATEWAYS", "").split(",") if name]  # first is the default

# Keys of payment providers (docs/payments.md). A key may be written out, or be "@/path/of/a/file".
PAYMENT_KEYS = {
    gateway: {name: os.environ.get(name, "") for name in names}
    for gateway, names in {
        "stripe": ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
        "alipay": ("ALIPAY_APP_ID", "ALIPAY_SELLER_ID", "ALIPAY_APP_KEY", "ALIPAY_PUBLIC_KEY"),
        "wechatpay": (
            "WECHATPAY_APP_ID",
            "WECHATPAY_MCH_ID",
            "WECHATPAY_KEY",
            "WECHATPAY_SERIAL",
            "WECHATPAY_APIV3_KEY",
            "WECHATPAY_PUBLIC_KEY",
            "WECHATPAY_PUBLIC_KEY_ID",
        ),
    }.items()
}
PAYMENT_TRIAL = os.environ.get("PAYMENT_TRIAL", "") == "1"  # no real money: Alipay's test machine, sandbox allowed
WEBHOOK_LIMIT_BYTES = 262_144
SANDBOX_FAULTS = [part for part in os.environ.get("SANDBOX_FAULTS", "").split(",") if ":" in part]
CASH_MOST_CENTS = int(os.environ.get("CASH_MOST_CENTS", "200000"))  # no trade above this against cash
GOODWILL_MOST_CENTS = 20_000  # what an operator may credit to a wallet at once
CARRIER_TRACKERS = [name for name in os.environ.get("CARRIER_TRACKERS", "").split(",") if name]  # who follows parcels
KUAIDI100_KEY = os.environ.get("KUAIDI100_KEY", "")
KUAIDI100_CUSTOMER = os.environ.get("KUAIDI100_CUSTOMER", "")
KUAIDI100_SALT = os.environ.get("KUAIDI100_SALT", "")

# Behaviour (docs/tracking.md): where it waits, and how long it is kept.
EVENT_STREAM = "hetang-events"
EVENT_STREAM_MOST = 100_000  # batches of at most 50; more are turned away until the consumer has caught up
EVENTS_KEPT_MONTHS = 13
USER_DAYS_KEPT_MONTHS = 25

# Metrics. DuckDB answers questions about closed days faster, where it is installed and they have been exported.
METRICS_ENGINE = os.environ.get("METRICS_ENGINE", "postgres")  # or duckdb
EVENT_ARCHIVE = Path(os.environ.get("EVENT_ARCHIVE") or VAR_DIR / "events")
