from django.urls import path

from accounts.privacy import views

urlpatterns = [path("privacy/", views.settings, name="privacy")]
text_urls = [
    path("privacy/", views.policy, name="privacy"),
    path("terms/", views.terms, name="terms"),
]
