from django.db import migrations

APPEND_ONLY = """
CREATE TRIGGER consent_append_only BEFORE UPDATE ON accounts_consent FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
UNDO = "DROP TRIGGER consent_append_only ON accounts_consent;"


class Migration(migrations.Migration):
    """What somebody agreed to is never rewritten; it goes only when the person goes."""

    dependencies = [("accounts", "0001_initial"), ("kernel", "0002_guards")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]
