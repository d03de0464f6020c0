from django.db import migrations

GUARDS = """
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON orders_ledgerentry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE ON orders_ledgerposting
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_account_stays BEFORE UPDATE OF id, kind, owner, currency OR DELETE ON orders_ledgeraccount
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION ledger_entry_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM orders_ledgerposting p JOIN orders_ledgeraccount a ON a.id = p.account_id
    WHERE p.entry_id = NEW.entry_id GROUP BY a.currency HAVING sum(p.cents) <> 0
  ) THEN
    RAISE EXCEPTION 'ledger entry % does not sum to zero', NEW.entry_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_entry_sums_to_zero';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_sums_to_zero AFTER INSERT ON orders_ledgerposting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_sums_to_zero();

CREATE FUNCTION ledger_entry_has_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM orders_ledgerposting WHERE entry_id = NEW.id) THEN
    RAISE EXCEPTION 'ledger entry % moves nothing', NEW.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_entry_has_postings';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_has_postings AFTER INSERT ON orders_ledgerentry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_has_postings();
"""
UNDO = """
DROP TRIGGER ledger_entry_has_postings ON orders_ledgerentry;
DROP FUNCTION ledger_entry_has_postings();
DROP TRIGGER ledger_entry_sums_to_zero ON orders_ledgerposting;
DROP FUNCTION ledger_entry_sums_to_zero();
DROP TRIGGER ledger_account_stays ON orders_ledgeraccount;
DROP TRIGGER ledger_posting_append_only ON orders_ledgerposting;
DROP TRIGGER ledger_entry_append_only ON orders_ledgerentry;
"""


class Migration(migrations.Migration):
    """Append-only, and every entry sums to zero, whoever writes."""

    dependencies = [("orders", "0002_ledger"), ("kernel", "0002_guards")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
