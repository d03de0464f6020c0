"""Engines answer `analytics.metrics` questions out of the stores: PostgreSQL always, DuckDB where it is installed.

`engine_for(spec)` chooses one, `default_engine()` is PostgreSQL. All of them equal the oracle cell by cell.
"""

from analytics.engines.choosing import Chosen, default_engine, engine_for

__all__ = ["Chosen", "default_engine", "engine_for"]
