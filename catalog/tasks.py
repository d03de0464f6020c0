"""Tasks of this app, for Celery to find."""
