from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.account.decorators import secure_admin_login
        from django.contrib import admin

        from accounts import personal, subscribers  # noqa: F401 - registers them

        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one way in for all
