"""The ways to buy beside the cart that this site knows; each slice registers its handler when it is imported."""

from orders.bargain.handler import BargainDeals
from orders.checkout.deals import register
from orders.groupbuy.deal import TeamDeals

register(TeamDeals())
register(BargainDeals())
