"""Twelve weeks of buying in the demo world."""

from __future__ import annotations

from config.kernel.demo import World, take_stock
from orders.demo.aftersales import seed as open_cases
from orders.demo.bargains import plan_bargains, write_bargains
from orders.demo.books import write_down
from orders.demo.carts import fill_carts
from orders.demo.commission import rules as commission_rules
from orders.demo.freight import price_lists
from orders.demo.ledger import keep_books
from orders.demo.logistics import seed as send_trouble
from orders.demo.market import open_market
from orders.demo.parcels import seed as send_parcels
from orders.demo.promotions import cut_prices, fill_pockets, write_uses
from orders.demo.sales import plan_sales
from orders.demo.teams import seed as form_teams
from orders.demo.ways import give_credit, pay_in_many_ways


def seed(world: World) -> None:
    price_lists(world)
    commission_rules(world)
    market = open_market(world)
    plans = plan_sales(world)
    bargains = plan_bargains(world, plans)
    cut_prices(market, plans)
    world.orders = write_down(world, plans)
    world.tell(f"{len(plans)} trades, {len(world.orders)} orders of twelve weeks")
    take_stock()
    write_uses(market, plans, world.orders)
    fill_pockets(market)
    form_teams(world)
    write_bargains(world, bargains)
    send_parcels(world)
    send_trouble(world)
    take_stock()
    open_cases(world)
    fill_carts(world)
    pay_in_many_ways(world)
    take_stock()
    keep_books(world)
    give_credit(world)
    take_stock()
