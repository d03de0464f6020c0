"""What the catalogue keeps about people: who of a shop's or the platform's staff did what."""

from __future__ import annotations

from accounts.privacy.registry import WORK, stays
from catalog.bulk.models import ImportJob
from catalog.inventory.models import Movement
from catalog.products.models import ListingReview

stays(ImportJob, "started_by", why=WORK)
stays(ListingReview, "reviewer", why=WORK)
stays(Movement, "by", why=WORK)
