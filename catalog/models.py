"""Models of this app, for Django to find; code imports the slice."""

from catalog.bulk.models import ImportJob
from catalog.inventory.models import Movement, Reservation, Stock
from catalog.products.models import ListingReview, Option, OptionValue, Product, ProductPicture, Variant
from catalog.search.models import SearchTerm
from catalog.shops.models import Shop
from catalog.taxonomy.models import Attribute, AttributeValue, Category

__all__ = [
    "Attribute",
    "AttributeValue",
    "Category",
    "ImportJob",
    "ListingReview",
    "Movement",
    "Option",
    "OptionValue",
    "Product",
    "ProductPicture",
    "Reservation",
    "SearchTerm",
    "Shop",
    "Stock",
    "Variant",
]
