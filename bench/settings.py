"""The site as it is measured: no debugging, no mail, and every answer says how many queries it took."""

from config.settings.dev import *
from config.settings.dev import LOGGING, MIDDLEWARE

DEBUG = False
MIDDLEWARE = ["bench.probe.Probe", *MIDDLEWARE]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {**LOGGING, "root": {"handlers": ["stderr"], "level": "ERROR"}}
