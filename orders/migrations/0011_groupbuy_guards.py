from django.db import migrations

APPEND_ONLY = """
CREATE TRIGGER group_log_append_only BEFORE UPDATE OR DELETE ON orders_grouplog
FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
UNDO = "DROP TRIGGER group_log_append_only ON orders_grouplog;"


class Migration(migrations.Migration):
    """What happened to a team is never rewritten: anybody may check it."""

    dependencies = [("orders", "0010_groupbuy"), ("kernel", "0002_guards")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]
