"""Every address of the site. Each app lists its own in <app>/urls.py; here they meet."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from config import views
from config.health import healthz, readyz
from config.kernel.access import public
from config.media import media
from config.sharing import qr

urlpatterns = [
    path("", include("content.urls")),
    path("", include("accounts.urls")),
    path("", include("catalog.urls")),
    path("", include("orders.urls")),
    path("", include("community.urls")),
    path("", include("analytics.urls")),
    path("merchant/", include("config.merchant_urls")),
    path("platform/", include("config.platform_urls")),
    path("logistics/", include("config.logistics_urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("theme/", views.set_theme, name="set_theme"),
    path("share/qr/", qr, name="share-qr"),
    path("media/<path:path>", media, name="media"),
    path("favicon.ico", views.favicon),
    path("robots.txt", views.robots),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("config.api_urls")),
    path("api/schema/", public(SpectacularAPIView.as_view()), name="schema"),
    path("api/docs/", public(SpectacularSwaggerView.as_view(url_name="schema")), name="api-docs"),
]
handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.missing"
handler500 = "config.errors.broken"
