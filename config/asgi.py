"""HTTP to Django, WebSockets to Channels; cookies and Origin checked."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{os.environ.get('DJANGO_ENV', 'dev')}")
django = get_asgi_application()

from django.urls import path

from community.messaging.sockets import ChatConsumer
from config.kernel.sockets import LiveConsumer
from config.threads import KeptThreads

http = KeptThreads(django, size=int(os.environ.get("WEB_THREADS", "12")))
sockets = URLRouter([path("ws/live/", LiveConsumer.as_asgi()), path("ws/chat/<str:token>/", ChatConsumer.as_asgi())])
application = ProtocolTypeRouter({"http": http, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(sockets))})
