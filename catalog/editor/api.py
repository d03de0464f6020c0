"""A merchant's own products and stock, for machines."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of
from catalog.desk.selectors import product_of_shop, product_table, variant_by_sku
from catalog.editor.serializers import (
    OwnProductSerializer,
    ProductWriteSerializer,
    StockSerializer,
    StockWriteSerializer,
    draft_of,
)
from catalog.editor.services import save_product
from catalog.inventory.models import Stock
from catalog.inventory.services import set_on_hand, warn_at
from catalog.products.models import Product
from catalog.shops.models import Shop
from catalog.shops.selectors import shop_of
from config.kernel.api import Problem
from config.kernel.errors import Invalid

REFUSALS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


def _shop(request: Request) -> Shop:
    return shop_of(merchant_of(request))


def _save(request: Request, product: Product | None) -> Product:
    asked = ProductWriteSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    own = list(product.pictures.values_list("picture_id", flat=True)) if product else []
    pictures = asked.validated_data.get("pictures", own)
    if not set(pictures) <= set(own):
        raise Invalid(field="pictures")  # only the product's own, in a new order; new ones come through the editor
    draft = draft_of(asked.validated_data, pictures)
    return save_product(shop=_shop(request), product=product, draft=draft, actor=user_of(request))


class OwnProducts(ListAPIView[Product]):
    """The products of the merchant, newest first."""

    access = merchant("catalogue")
    serializer_class = OwnProductSerializer

    def get_queryset(self) -> Any:
        query = self.request.query_params
        rows = product_table(_shop(self.request), state=query.get("state", ""), text=query.get("q", ""))
        return rows.prefetch_related("variants__stock")

    @extend_schema(
        operation_id="merchant_products",
        parameters=[OpenApiParameter("state"), OpenApiParameter("q")],
        responses={200: OwnProductSerializer(many=True), 401: Problem, 403: Problem, 404: Problem},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="merchant_product_create",
        request=ProductWriteSerializer,
        responses={201: OwnProductSerializer, **REFUSALS},
    )
    def post(self, request: Request) -> Response:
        return Response(OwnProductSerializer(_save(request, None)).data, status=201)


class OwnProduct(APIView):
    """One product of the merchant."""

    access = merchant("catalogue")

    @extend_schema(operation_id="merchant_product", responses={200: OwnProductSerializer, **REFUSALS})
    def get(self, request: Request, slug: str) -> Response:
        return Response(OwnProductSerializer(product_of_shop(_shop(request), slug=slug)).data)

    @extend_schema(
        operation_id="merchant_product_update",
        request=ProductWriteSerializer,
        responses={200: OwnProductSerializer, **REFUSALS},
    )
    def put(self, request: Request, slug: str) -> Response:
        product = product_of_shop(_shop(request), slug=slug)
        return Response(OwnProductSerializer(_save(request, product)).data)


class OwnStock(APIView):
    """The stock of one variant, by its SKU."""

    access = merchant("catalogue")

    @extend_schema(operation_id="merchant_stock", responses={200: StockSerializer, **REFUSALS})
    def get(self, request: Request, sku: str) -> Response:
        variant = variant_by_sku(_shop(request), sku=sku)
        return Response(StockSerializer(getattr(variant, "stock", None) or Stock(variant=variant)).data)

    @extend_schema(
        operation_id="merchant_stock_change",
        request=StockWriteSerializer,
        responses={200: StockSerializer, **REFUSALS},
    )
    def patch(self, request: Request, sku: str) -> Response:
        variant = variant_by_sku(_shop(request), sku=sku)
        asked = StockWriteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        with transaction.atomic():
            if "on_hand" in asked.validated_data:
                set_on_hand(variant=variant, on_hand=asked.validated_data["on_hand"], actor=user_of(request))
            if "low_at" in asked.validated_data:
                warn_at(variant=variant, low_at=asked.validated_data["low_at"])
        return Response(StockSerializer(Stock.objects.select_related("variant").get(variant=variant)).data)
