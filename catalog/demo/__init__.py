"""The catalogue of the demo world: categories, ten shops, over two hundred products with pictures, options and stock."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from catalog.demo.goods import COLOUR, NAMES, Goods, read_goods, read_tree
from catalog.demo.pictures import COVER_RATIOS, MORE_RATIOS, drawn, drawn_mark, tones_for
from catalog.demo.rows import Rows
from catalog.demo.shops import SHOPS, TERMS
from catalog.demo.texts import describe
from catalog.inventory.models import Stock
from catalog.products.models import ListingReview, ListingStatus, Option, OptionValue, Product, ProductPicture, Variant
from catalog.products.summaries import refresh_all
from catalog.search.models import SearchTerm
from catalog.shops.models import Shop
from catalog.taxonomy.models import Attribute, AttributeValue, Category
from catalog.taxonomy.services import add_category
from config.kernel.demo import World
from config.kernel.models import UploadedPicture

WEEKS = 12
SENSITIVE = {"care"}  # who bought soap and cream is nobody's business
NOT_ON_SALE = {  # by shop and place in its list: the states a merchant and an operator want to see
    ("banmu-tea", 20): ListingStatus.PENDING,
    ("banmu-tea", 17): ListingStatus.UNLISTED,
    ("qingyou-pottery", 17): ListingStatus.PENDING,
    ("qingyou-pottery", 19): ListingStatus.REJECTED,
    ("muyuzhi", 21): ListingStatus.PENDING,
    ("banmu-tea", 14): ListingStatus.DRAFT,
    ("luxi-kids", 23): ListingStatus.PENDING,
}


def seed(world: World) -> None:
    """Everything in bulk; the drawings are the slow part and are kept between runs."""
    categories, values = _taxonomy()
    _shops(world)
    rows = Rows(world=world, categories=categories, values=values)
    place = 0
    for shop in world.shops:
        for number, goods in enumerate(read_goods(shop.slug)):
            for copy in range(world.scale):
                _product(rows, shop, goods, number=number, place=place, copy=copy)
                place += 1
    rows.write()
    refresh_all([product.pk for product in rows.products])
    world.products = [product for product in rows.products if product.status == ListingStatus.LISTED]
    _reviews(world, rows)
    SearchTerm.objects.bulk_create(SearchTerm(text=text, hits=hits) for text, hits in TERMS.items())
    world.tell(f"{len(world.shops)} shops, {len(rows.products)} products, {len(rows.variants)} variants")


def _taxonomy() -> tuple[dict[str, tuple[Category, str]], dict[str, AttributeValue]]:
    """Categories with their root's slug, and attribute values, by slug."""
    categories: dict[str, tuple[Category, str]] = {}
    root: Category | None = None
    for place, (is_child, (slug, zh, en, *icon)) in enumerate(read_tree("categories")):
        parent = root if is_child else None
        category = add_category(
            slug=slug,
            name_zh=zh,
            name_en=en,
            parent=parent,
            icon="".join(icon),
            position=place,
            is_sensitive=slug in SENSITIVE,
        )
        root = root if is_child else category
        categories[slug] = (category, root.slug if root else slug)
    values: dict[str, AttributeValue] = {}
    attribute: Attribute | None = None
    for place, (is_child, (slug, zh, en)) in enumerate(read_tree("attributes")):
        if is_child:
            values[slug] = AttributeValue(attribute=attribute, slug=slug, name_zh=zh, name_en=en, position=place)
        else:
            attribute = Attribute.objects.create(slug=slug, name_zh=zh, name_en=en, position=place)
    AttributeValue.objects.bulk_create(values.values())
    return categories, values


def _shops(world: World) -> None:
    dice = world.dice("shops")
    shops: list[Shop] = []
    pictures: list[UploadedPicture] = []
    for merchant in world.merchants:
        look = SHOPS[merchant.slug]
        mark = drawn_mark(key=world.public_id(dice), name=look.name, tone=look.tone)
        banner = drawn(
            key=world.public_id(dice), kind=look.scene, tone=look.tone, ratio="2:1", seed=len(shops) + 3, alt=look.name
        )
        pictures += [mark, banner]
        shops.append(
            Shop(
                merchant=merchant,
                slug=merchant.slug,
                name=look.name,
                tagline=look.tagline,
                about=look.about,
                place=look.place,
                mark=mark,
                banner=banner,
            )
        )
    UploadedPicture.objects.bulk_create(pictures)
    world.shops = Shop.objects.bulk_create(shops)


def _product(rows: Rows, shop: Shop, goods: Goods, *, number: int, place: int, copy: int) -> None:
    world, look = rows.world, SHOPS[shop.slug]
    dice = world.dice(f"product:{shop.slug}:{number}:{copy}")
    category, root = rows.categories[goods.category]
    status = NOT_ON_SALE.get((shop.slug, number), ListingStatus.LISTED) if copy == 0 else ListingStatus.LISTED
    was_listed = status in {ListingStatus.LISTED, ListingStatus.UNLISTED}
    product = Product(
        shop=shop,
        slug=world.public_id(dice, 10).lower(),
        title=goods.title if copy == 0 else f"{goods.title} No. {copy + 1}",
        subtitle=goods.subtitle,
        description=describe(
            dice, subtitle=goods.subtitle, root=root, promise=look.promise, language=look.language, about=look.about
        ),
        category=category,
        language=look.language,
        status=status,
        listed_at=world.now - timedelta(weeks=WEEKS) * dice.random() if was_listed else None,
    )
    rows.products.append(product)
    rows.attributes += [(product, rows.values[slug]) for slug in goods.values]
    by_colour = _pictures(rows, product, goods, dice, number=number, place=place, copy=copy)
    _variants(rows, product, goods, dice, number=number, copy=copy, by_colour=by_colour)


def _pictures(
    rows: Rows, product: Product, goods: Goods, dice: Random, *, number: int, place: int, copy: int
) -> dict[str, str]:
    """Three to five pictures; the first things shown in each colour. Returns the picture of each colour."""
    colours = [choice.label for option in goods.options if option.kind == COLOUR for choice in option.choices]
    tones = tones_for(place, colours)
    count = min(max(3, len(colours), dice.randint(3, 5)), 5)
    shown: dict[str, str] = {}
    for turn in range(count):
        in_colour = bool(colours) and turn < len(tones)
        tone = tones[turn % len(tones)]
        others = goods.kinds[1:] if colours else goods.kinds
        kind = goods.kinds[0] if in_colour else others[turn % len(others)]
        ratio = COVER_RATIOS[place % len(COVER_RATIOS)] if turn == 0 else MORE_RATIOS[turn % len(MORE_RATIOS)]
        picture = rows.picture(
            kind=kind, tone=tone, ratio=ratio, seed=number + 1 + turn * 7 + copy * 31, alt=goods.title, dice=dice
        )
        rows.links.append(ProductPicture(product=product, picture=picture, position=turn))
        product.cover = product.cover or picture
        if in_colour:
            shown[tone] = picture.pk
    return {colour: shown[tone] for colour in colours if (tone := rows.tone_of(colour)) in shown}


def _variants(
    rows: Rows, product: Product, goods: Goods, dice: Random, *, number: int, copy: int, by_colour: dict[str, str]
) -> None:
    names = NAMES[product.language]
    values: dict[tuple[int, str], OptionValue] = {}
    for position, option in enumerate(goods.options):
        row = Option(product=product, name=names[option.kind], position=position)
        rows.options.append(row)
        for spot, choice in enumerate(option.choices):
            values[position, choice.label] = OptionValue(option=row, label=choice.label, position=spot)
    rows.option_values += values.values()
    prefix = "".join(part[0] for part in product.shop.slug.split("-")).upper()
    for position, (chosen, cents) in enumerate(goods.rows()):
        labels = [choice.label for choice in chosen]
        variant = Variant(
            key=rows.world.public_id(dice),
            product=product,
            shop=product.shop,
            sku=f"{prefix}-{number + 1:03d}{f'N{copy + 1}' if copy else ''}-{position + 1:02d}",
            label=" / ".join(labels),
            price_cents=cents,
            weight_grams=dice.choice((120, 250, 400, 600, 900, 1500)),
            picture_id=next((by_colour[label] for label in labels if label in by_colour), None),
            position=position,
        )
        rows.variants.append(variant)
        rows.chosen += [(variant, values[place, label]) for place, label in enumerate(labels)]
        rows.stocks.append(Stock(variant=variant, on_hand=_pieces(dice), low_at=5))


def _pieces(dice: Random) -> int:
    """Most shelves are full, some run low, a few are empty."""
    luck = dice.random()
    if luck < 0.025:
        return 0
    return dice.randint(1, 5) if luck < 0.08 else dice.randint(30, 260)


def _reviews(world: World, rows: Rows) -> None:
    """An operator listed what is on sale, and said why something was sent back."""
    operator = world.cast.get("operator")
    reviews = []
    for product in rows.products:
        if product.listed_at:
            reviews.append(ListingReview(product=product, reviewer=operator, is_approved=True))
        elif product.status == ListingStatus.REJECTED:
            reason = "封面是壶，标题是茶宠，看的人会弄错。换一张实物图就可以再提交。"
            reviews.append(ListingReview(product=product, reviewer=operator, is_approved=False, reason=reason))
    ListingReview.objects.bulk_create(reviews)
