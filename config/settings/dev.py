"""A laptop: demo mode, fixed development keys, mail on the console."""

from config.settings.base import *
from config.settings.base import SECRET_KEY as _SECRET_KEY

DEMO = True
PAYMENT_GATEWAYS = ["sandbox", "sandbox_card", "wallet", "cod"]
CARRIER_TRACKERS = ["simulated"]
SECRET_KEY = _SECRET_KEY or "development-only-key-never-used-by-prod-settings"
ALLOWED_HOSTS = ["*"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
FIELD_KEYS = "dev:ZGV2ZWxvcG1lbnQtb25seS0zMi1ieXRlLWtleS0xMjM="
BLIND_INDEX_KEY = "development-only-blind-index-key"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
STATIC_ROOT = None  # nothing is collected: whitenoise serves static/ itself
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
