"""For servers without ASGI: everything but live updates (pages poll instead)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{os.environ.get('DJANGO_ENV', 'dev')}")
application = get_wsgi_application()
