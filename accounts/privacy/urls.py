from django.urls import path

from accounts.privacy import views

urlpatterns = [
    path("privacy/", views.settings, name="privacy"),
    path("privacy/export/", views.export, name="export"),
    path("privacy/export/progress/", views.export_progress, name="export-progress"),
    path("privacy/export/<str:token>/", views.export_file, name="export-file"),
    path("privacy/close/", views.close, name="close"),
]
text_urls = [
    path("privacy/", views.policy, name="privacy"),
    path("measuring/", views.measuring, name="measuring"),
    path("terms/", views.terms, name="terms"),
]
