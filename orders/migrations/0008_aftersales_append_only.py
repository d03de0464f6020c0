from django.db import migrations

APPEND_ONLY = """
CREATE TRIGGER case_step_append_only BEFORE UPDATE OR DELETE ON orders_casestep
FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
UNDO = "DROP TRIGGER case_step_append_only ON orders_casestep;"


class Migration(migrations.Migration):
    """What was said and done in a case is never rewritten."""

    dependencies = [("orders", "0007_aftersales"), ("kernel", "0002_guards")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]
