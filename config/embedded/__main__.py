"""`python -m config.embedded postgres|redis VAR`: the keeper that ensure_servers() starts."""

import sys
from pathlib import Path

from config.embedded.keeper import keep
from config.embedded.places import Place, ServerTrouble

try:
    raise SystemExit(keep(Place(Path(sys.argv[2]), sys.argv[1])))
except ServerTrouble as trouble:
    raise SystemExit(str(trouble)) from None
