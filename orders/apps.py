from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from orders import deals, personal, subscribers, tasks  # noqa: F401 - registers them
