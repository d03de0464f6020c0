"""The public catalogue, for machines."""

from __future__ import annotations

from urllib.parse import urlencode

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.search.filters import SORTS, Filters, read_filters
from catalog.search.selectors import PAGE_SIZE, product_page, suggestions
from catalog.shops.selectors import open_shop_for
from catalog.storefront.selectors import choosing, product_for
from catalog.storefront.serializers import (
    CategorySerializer,
    ProductPageSerializer,
    ProductSerializer,
    ShopSerializer,
    SuggestionSerializer,
)
from catalog.taxonomy.selectors import Tree, category_for, category_tree
from config.kernel.access import public
from config.kernel.api import Problem
from config.kernel.errors import Invalid

MOST = 100
FILTERS = [
    OpenApiParameter("q", description="words in Chinese or English; all must occur"),
    OpenApiParameter("category", description="slug; with everything below it"),
    OpenApiParameter("shop", description="slug"),
    OpenApiParameter("min", description="lowest price in yuan, such as 50 or 99.90"),
    OpenApiParameter("max", description="highest price in yuan"),
    OpenApiParameter("in_stock", enum=["1"]),
    OpenApiParameter("v", many=True, description="attribute.value, repeated: any of one attribute, all attributes"),
    OpenApiParameter("sort", enum=list(SORTS)),
    OpenApiParameter("cursor", description="from `next`"),
    OpenApiParameter("limit", OpenApiTypes.INT, description="1 to 100, 24 by default"),
]


class Products(APIView):
    """Products on sale, filtered and sorted."""

    access = public

    @extend_schema(
        operation_id="products", parameters=FILTERS, responses={200: ProductPageSerializer, 404: Problem, 422: Problem}
    )
    def get(self, request: Request) -> Response:
        return _page_of(request, read_filters(request.query_params))


class Search(APIView):
    """The same list, best match first."""

    access = public

    @extend_schema(
        operation_id="search", parameters=FILTERS, responses={200: ProductPageSerializer, 404: Problem, 422: Problem}
    )
    def get(self, request: Request) -> Response:
        return _page_of(request, read_filters(request.query_params))


def _page_of(request: Request, filters: Filters) -> Response:
    if filters.mistakes:
        raise Invalid(field=filters.mistakes[0])
    tree = category_tree()
    if filters.category:
        category_for(filters.category, tree)
    size = _limit(request.query_params.get("limit", ""))
    page = product_page(filters, tree=tree, cursor=request.query_params.get("cursor", ""), size=size)
    following = None
    if page.next_cursor:
        query = [(name, value) for name, values in request.query_params.lists() for value in values if name != "cursor"]
        following = f"{request.build_absolute_uri(request.path)}?{urlencode([*query, ('cursor', page.next_cursor)])}"
    body = {"next": following, "previous": None, "results": page.items}
    return Response(ProductPageSerializer(body).data)


def _limit(text: str) -> int:
    if not text:
        return PAGE_SIZE
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 9 and int(text) > 0):
        raise Invalid(field="limit")
    return min(int(text), MOST)


class ProductView(APIView):
    """One product with its options, variants and what is left of them."""

    access = public

    @extend_schema(operation_id="product", responses={200: ProductSerializer, 404: Problem})
    def get(self, request: Request, slug: str) -> Response:
        product = product_for(slug)
        return Response(ProductSerializer(product, context={"choice": choosing(product)}).data)


class Categories(APIView):
    """The whole tree, parents before children."""

    access = public

    @extend_schema(operation_id="categories", responses=CategorySerializer(many=True))
    def get(self, request: Request) -> Response:
        tree: Tree = category_tree()
        slugs = {one.pk: one.slug for one in tree.categories}
        rows = [
            {
                "slug": one.slug,
                "name_zh": one.name_zh,
                "name_en": one.name_en,
                "parent": slugs[one.parent_id] if one.parent_id else None,
                "icon": one.icon,
            }
            for _depth, one in tree.in_order()
        ]
        return Response(CategorySerializer(rows, many=True).data)


class ShopView(APIView):
    """One shop; its products are `products/?shop=`."""

    access = public

    @extend_schema(operation_id="shop", responses={200: ShopSerializer, 404: Problem})
    def get(self, request: Request, slug: str) -> Response:
        return Response(ShopSerializer(open_shop_for(slug)).data)


class Suggestions(APIView):
    """At most eight lines for what is being typed; without `q`, what is searched most."""

    access = public

    @extend_schema(
        operation_id="suggestions", parameters=[OpenApiParameter("q")], responses=SuggestionSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        found = suggestions(request.query_params.get("q", "")[:100])
        return Response(SuggestionSerializer(found, many=True).data)
