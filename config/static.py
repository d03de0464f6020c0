"""Static files as a server serves them: our modules import each other by hashed names, and sources stay at home."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django's own flag would rewrite other packages' modules too, and some of them name files that are not there.
_, MODULE_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # the stubs leave it out


class Files(StaticFilesConfig):
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "src"]


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is not typed
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", MODULE_IMPORTS))
