from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps


class KernelConfig(AppConfig):
    """What every app stands on; imports none of them."""

    name = "config.kernel"
    label = "kernel"
    verbose_name = "Kernel"

    def ready(self) -> None:
        from django_cotton.templatetags import Attrs

        from config.kernel.markup import attributes_html

        # django-cotton writes the values of :attributes as they are, so that `:title="words"` could end the attribute
        Attrs.__str__ = attributes_html
        _know_every_event(Path(self.path).parents[1])


def _know_every_event(root: Path) -> None:
    """Every process knows every event, whoever of its code it uses: a worker must be able to read them all."""
    for app in apps.get_app_configs():
        if Path(app.path).parent == root:
            for events in sorted(Path(app.path).glob("*/events.py")):
                import_module(f"{app.name}.{events.parent.name}.events")
