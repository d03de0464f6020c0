"""Learning how long parcels take."""

from __future__ import annotations

from django.db import connection, transaction

from config.kernel.clock import now
from orders.fulfilment.estimates import MOST_HOURS, SAMPLES_FROM
from orders.fulfilment.models import TransitTime

# From the hand-over to the door, by carrier and pair of provinces; the tenth and the ninetieth of a hundred.
USUAL = """
    SELECT carrier_id, from_province, to_province, count(*),
           floor(percentile_cont(0.1) WITHIN GROUP (ORDER BY hours)),
           ceil(percentile_cont(0.9) WITHIN GROUP (ORDER BY hours))
    FROM (SELECT carrier_id, from_province, to_province,
                 extract(epoch FROM delivered_at - shipped_at) / 3600 AS hours
          FROM orders_parcel
          WHERE status = 'delivered' AND direction = 'out' AND delivered_at > shipped_at AND shipped_at > %s
            AND from_province <> '' AND to_province <> '') AS journeys
    WHERE hours <= %s
    GROUP BY carrier_id, from_province, to_province"""


@transaction.atomic
def learn_transit_times() -> int:
    """Compute again what is usual, from parcels delivered lately. Parcels on their way keep what they were told."""
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(USUAL, [moment - SAMPLES_FROM, MOST_HOURS])
        rows = cursor.fetchall()
    TransitTime.objects.all().delete()
    TransitTime.objects.bulk_create(
        TransitTime(
            carrier_id=carrier,
            from_province=start,
            to_province=end,
            samples=samples,
            fast_hours=int(fast),
            slow_hours=max(int(slow), int(fast) + 1),
            computed_at=moment,
        )
        for carrier, start, end, samples, fast, slow in rows
    )
    return len(rows)
