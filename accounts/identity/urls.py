from django.urls import path

from accounts.identity import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/picture/", views.avatar, name="avatar"),
    path("security/", views.security, name="security"),
]
language_urls = [path("i18n/setlang/", views.language, name="set_language")]
