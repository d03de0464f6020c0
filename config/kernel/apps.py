from django.apps import AppConfig


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
