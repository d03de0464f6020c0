"""The tables of a new database, all at once.

Migrating one step after another renders nearly every model again at each constraint and index: with some hundred and
fifty models that took a minute, half of a first start, and grew with the square of the models. An empty database needs
none of the steps, only where they lead: every table as the last migration leaves it, then the SQL and the functions
of the migrations in their order. A test compares the outcome with the long way (tests/kernel/test_newborn.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations.special import RunPython, RunSQL
from django.db.migrations.state import ProjectState


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    return not connection.introspection.table_names()


def build(connection: BaseDatabaseWrapper) -> int:
    """Every table of every migration in an empty database, all or nothing; how many migrations are now applied.

    What a migration runs sees the tables as the last migration leaves them; rows to change there are none.
    """
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    state = executor.loader.project_state()
    with connection.schema_editor(atomic=True) as editor:
        for model in _in_order(state):
            editor.create_model(model)
    with connection.schema_editor(atomic=True) as editor:
        for migration, operation in _run_by_hand(plan):
            operation.database_forwards(migration.app_label, editor, state, state)
        executor.recorder.ensure_schema()
        for migration in plan:
            executor.recorder.record_applied(migration.app_label, migration.name)
    return len(plan)


def _in_order(state: ProjectState) -> Iterator[type[models.Model]]:
    """Models to make a table of; foreign keys come last of all anyway, the order is only the migrations'."""
    for app_label, name in state.models:
        model = state.apps.get_model(app_label, name)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
            yield model


def _run_by_hand(plan: list[Migration]) -> Iterator[tuple[Migration, RunSQL | RunPython]]:
    for migration in plan:
        for operation in migration.operations:
            if isinstance(operation, RunSQL | RunPython):
                yield migration, operation
