#!/usr/bin/env python3
"""Django's command line, with the embedded PostgreSQL and Redis behind it when no URL is given."""

import os
import sys

SERVERLESS = {
    "makemigrations",
    "makemessages",
    "compilemessages",
    "spectacular",
    "collectstatic",
    "fit_growth",
    "evaluate_recommender",
    "help",
    "version",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{os.environ.get('DJANGO_ENV', 'dev')}")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in SERVERLESS and "--help" not in sys.argv:
        from config.embedded import ServerTrouble, ensure_servers

        try:
            ensure_servers(tell=lambda line: print(line, file=sys.stderr, flush=True))
        except ServerTrouble as trouble:
            raise SystemExit(str(trouble)) from None
        except KeyboardInterrupt:
            raise SystemExit(130) from None
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
