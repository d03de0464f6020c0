from django.db import migrations

# A plan made while the table was nearly empty would read all of it for every posting of a large transaction.
BY_INDEX = """
ALTER FUNCTION ledger_entry_sums_to_zero() SET enable_seqscan = off;
ALTER FUNCTION ledger_entry_has_postings() SET enable_seqscan = off;
"""
UNDO = """
ALTER FUNCTION ledger_entry_sums_to_zero() RESET enable_seqscan;
ALTER FUNCTION ledger_entry_has_postings() RESET enable_seqscan;
"""


class Migration(migrations.Migration):
    """The ledger's guards stay quick however much one transaction books."""

    dependencies = [("orders", "0015_promotions")]
    operations = [migrations.RunSQL(BY_INDEX, UNDO)]
