"""Pages of imports and exports."""

from django.urls import path

from catalog.bulk import views

merchant_urls = [
    path("import/", views.imports, name="import"),
    path("import/template.<str:kind>", views.import_template, name="import-template"),
    path("import/<str:key>/", views.import_job, name="import-job"),
    path("import/<str:key>/progress/", views.import_progress, name="import-progress"),
    path("import/<str:key>/confirm/", views.import_confirm, name="import-confirm"),
    path("import/<str:key>/errors.csv", views.import_errors, name="import-errors"),
    path("export/products.<str:kind>", views.export, name="export"),
]
