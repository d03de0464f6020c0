"""Tests: real PostgreSQL and Redis, fast password hashing, mail in memory."""

import os

from config.settings.dev import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if template := os.environ.get("HETANG_TEST_TEMPLATE"):  # a migrated database to copy, see tests/template.py
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
CACHES["default"]["KEY_PREFIX"] = f"test-{_worker}"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
MEDIA_ROOT = VAR_DIR / f"media-{_worker}"
EVENT_STREAM = f"test-{_worker}:events"
WHITENOISE_AUTOREFRESH = True  # else every client of a test lists all static files first
