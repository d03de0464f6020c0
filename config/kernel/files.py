"""Files that nobody fetches by address: what people upload to be worked on."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


def private_files() -> FileSystemStorage:
    """Beside the media, never below them."""
    return FileSystemStorage(location=str(Path(settings.MEDIA_ROOT).parent / "private"), base_url=None)
