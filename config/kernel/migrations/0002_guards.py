from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON kernel_auditentry FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
UNDO = """
DROP TRIGGER audit_append_only ON kernel_auditentry;
DROP FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]
