"""A server: refuses to start on weak or missing settings."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *

for _name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "FIELD_KEYS", "BLIND_INDEX_KEY", "SITE_URL"):
    if not os.environ.get(_name):
        raise ImproperlyConfigured(f"{_name} must be set when DJANGO_ENV=prod")
if len(os.environ["SECRET_KEY"]) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters")
if "sandbox" in "".join(PAYMENT_GATEWAYS) and not PAYMENT_TRIAL:
    raise ImproperlyConfigured("PAYMENT_GATEWAYS: the sandbox moves no real money; PAYMENT_TRIAL=1 if that is meant")
for _gateway, _keys in PAYMENT_KEYS.items():
    for _name, _value in _keys.items():
        if _gateway in PAYMENT_GATEWAYS and not _value:
            raise ImproperlyConfigured(f"{_name} must be set because PAYMENT_GATEWAYS names {_gateway}")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # asked from inside, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = True
