"""A catalogue of ten thousand products: plain, quick to make, and alike every time."""

from __future__ import annotations

from itertools import product as combinations
from random import Random

from accounts.organisations.models import Merchant, MerchantStatus
from catalog.inventory.models import Movement, Reason, Stock
from catalog.products.models import ListingStatus, Option, OptionValue, Product, ProductPicture, Variant
from catalog.products.summaries import refresh_all
from catalog.shops.models import Shop
from catalog.taxonomy.models import Attribute, AttributeValue, Category
from catalog.taxonomy.services import add_category
from config.kernel.clock import now
from config.kernel.models import UploadedPicture
from orders.freight.models import FreightRule, FreightTemplate

SHOPS, ROOTS, BRANCHES, PICTURES, PIECES = 50, 8, 6, 200, 100_000
THINGS = (
    "茶杯 cup/围巾 scarf/台灯 lamp/龙井 longjing tea/砂锅 clay pot/信纸 letter paper/"
    "面包 bread/香皂 soap/背包 rucksack/花瓶 vase/毛毯 blanket/木梳 comb"
)
LOOKS = "青釉 celadon/手作 handmade/亚麻 linen/明前 early spring/粗陶 stoneware/极简 plain/复古 vintage/山野 mountain"
ATTRIBUTES = ["material", "origin", "season", "style", "use"]
COLOURS, SIZES = ["青", "白", "墨", "赭"], ["小", "中", "大"]
DESCRIPTION = (
    "小窑烧成，每一只都略有不同。Fired in small batches; no two are quite alike. 可进洗碗机，不可进微波炉。\n\n" * 6
)


def make_catalogue(count: int) -> None:
    dice = Random(4711)
    shops, leaves, values, pictures = _shops(), _categories(), _values(), _pictures(dice)
    moment = now()
    products = [_product(dice, number, shops, leaves, pictures, moment) for number in range(count)]
    Product.objects.bulk_create(products, 1000)
    has = Product.attributes.through
    chosen = [(product, value) for product in products for value in dice.sample(values, 4)]
    has.objects.bulk_create([has(product=one, attributevalue=value) for one, value in chosen], 5000)
    ProductPicture.objects.bulk_create(
        [
            ProductPicture(product=one, picture=dice.choice(pictures) if place else one.cover, position=place)
            for one in products
            for place in range(4)
        ],
        5000,
    )
    _variants(dice, products)
    refresh_all([one.pk for one in products])


def _shops() -> list[Shop]:
    merchants = Merchant.objects.bulk_create(
        Merchant(
            name=f"商家 {n}",
            slug=f"shop-{n}",
            status=MerchantStatus.APPROVED,
            intro="-",
            contact_name="-",
            contact_phone="-",
        )
        for n in range(SHOPS)
    )
    shops = Shop.objects.bulk_create(
        Shop(merchant=merchant, slug=merchant.slug, name=f"{merchant.name}的店", tagline="好物")
        for merchant in merchants
    )
    templates = FreightTemplate.objects.bulk_create(FreightTemplate(shop=shop, name="Standard") for shop in shops)
    FreightRule.objects.bulk_create(
        FreightRule(template=one, first_cents=800, next_cents=200, free_over_cents=9900) for one in templates
    )
    return shops


def _categories() -> list[Category]:
    leaves = []
    for n in range(ROOTS):
        root = add_category(slug=f"c{n}", name_zh=f"大类 {n}", name_en=f"Root {n}", position=n)
        leaves += [
            add_category(slug=f"c{n}-{m}", name_zh=f"小类 {n}.{m}", name_en=f"Leaf {n}.{m}", parent=root, position=m)
            for m in range(BRANCHES)
        ]
    return leaves


def _values() -> list[AttributeValue]:
    attributes = Attribute.objects.bulk_create(
        Attribute(slug=slug, name_zh=slug, name_en=slug.title(), position=n) for n, slug in enumerate(ATTRIBUTES)
    )
    return AttributeValue.objects.bulk_create(
        AttributeValue(
            attribute=attribute, slug=f"{attribute.slug}-{n}", name_zh=f"值 {n}", name_en=f"Value {n}", position=n
        )
        for attribute in attributes
        for n in range(6)
    )


def _pictures(dice: Random) -> list[UploadedPicture]:
    return UploadedPicture.objects.bulk_create(
        UploadedPicture(file=f"bench/{n}.webp", width=1200, height=dice.choice((900, 1200, 1600)), widths=[320, 640])
        for n in range(PICTURES)
    )


def _product(
    dice: Random,
    number: int,
    shops: list[Shop],
    leaves: list[Category],
    pictures: list[UploadedPicture],
    moment: object,
) -> Product:
    look, _space, look_en = dice.choice(LOOKS.split("/")).partition(" ")
    thing, _space, thing_en = dice.choice(THINGS.split("/")).partition(" ")
    return Product(
        shop=dice.choice(shops),
        slug=f"bench-{number}",
        title=f"{look}{thing} {look_en} {thing_en} {number}",
        subtitle=f"{thing}一件，送礼自用",
        description=DESCRIPTION,
        category=dice.choice(leaves),
        status=ListingStatus.LISTED,
        cover=dice.choice(pictures),
        sold_count=int(dice.paretovariate(1.1)),
        listed_at=moment,
    )


def _variants(dice: Random, products: list[Product]) -> None:
    """Half of the products have one variant, the others two to twelve."""
    options, choices, variants, chosen = [], [], [], []
    for number, one in enumerate(products):
        kinds = [("颜色", COLOURS), ("尺寸", SIZES)][: number % 4 if number % 4 < 3 else 0]
        rows = []
        for place, (name, labels) in enumerate(kinds):
            option = Option(product=one, name=name, position=place)
            options.append(option)
            rows.append([OptionValue(option=option, label=label, position=n) for n, label in enumerate(labels)])
            choices += rows[-1]
        price = dice.randint(19, 399) * 100
        for place, picks in enumerate(combinations(*rows)):
            variant = Variant(
                product=one,
                shop=one.shop,
                sku=f"B{number}-{place}",
                label=" / ".join(pick.label for pick in picks),
                price_cents=price + 500 * place,
                weight_grams=300,
                position=place,
            )
            variants.append(variant)
            chosen += [(variant, pick) for pick in picks]
    Option.objects.bulk_create(options, 5000)
    OptionValue.objects.bulk_create(choices, 5000)
    Variant.objects.bulk_create(variants, 5000)
    linked = Variant.values.through
    linked.objects.bulk_create([linked(variant=one, optionvalue=pick) for one, pick in chosen], 5000)
    Stock.objects.bulk_create([Stock(variant=one, on_hand=PIECES) for one in variants], 5000)
    Movement.objects.bulk_create(
        [Movement(variant=one, on_hand_change=PIECES, reason=Reason.COUNTED) for one in variants], 5000
    )
