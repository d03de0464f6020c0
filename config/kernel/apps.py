from django.apps import AppConfig


class KernelConfig(AppConfig):
    """What every app stands on; imports none of them."""

    name = "config.kernel"
    label = "kernel"
    verbose_name = "Kernel"
