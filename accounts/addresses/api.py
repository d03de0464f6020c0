"""The address book and the regions, for machines."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.addresses import regions
from accounts.addresses.selectors import address_for, addresses_of
from accounts.addresses.serializers import AddressSerializer, RegionListSerializer
from accounts.addresses.services import add_address, change_address, remove_address
from accounts.identity.access import user_of
from config.kernel.access import public, signed_in
from config.kernel.api import Problem

FIELDS = ("recipient", "phone", "region_code", "street", "is_default")


class Addresses(APIView):
    """One's addresses, the default first; there are never more than twenty."""

    access = signed_in

    @extend_schema(operation_id="me_addresses_list", responses={200: AddressSerializer(many=True), 401: Problem})
    def get(self, request: Request) -> Response:
        return Response(AddressSerializer(addresses_of(user_of(request)), many=True).data)

    @extend_schema(
        operation_id="me_addresses_create",
        request=AddressSerializer,
        responses={201: AddressSerializer, 401: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = AddressSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        address = add_address(user=user_of(request), **asked.validated_data)
        return Response(AddressSerializer(address).data, status=201)


class OneAddress(APIView):
    access = signed_in

    @extend_schema(operation_id="me_addresses_get", responses={200: AddressSerializer, 401: Problem, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(AddressSerializer(address_for(user_of(request), key=key)).data)

    @extend_schema(
        operation_id="me_addresses_update",
        request=AddressSerializer,
        responses={200: AddressSerializer, 401: Problem, 404: Problem, 422: Problem},
    )
    def patch(self, request: Request, key: str) -> Response:
        address = address_for(user_of(request), key=key)
        asked = AddressSerializer(address, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        wished = {name: asked.validated_data.get(name, getattr(address, name)) for name in FIELDS}
        return Response(AddressSerializer(change_address(address=address, **wished)).data)

    @extend_schema(operation_id="me_addresses_delete", request=None, responses={204: None, 401: Problem, 404: Problem})
    def delete(self, request: Request, key: str) -> Response:
        remove_address(address=address_for(user_of(request), key=key))
        return Response(status=204)


class Regions(APIView):
    """The provinces, or what lies below `parent`."""

    access = public

    @extend_schema(
        operation_id="regions_list",
        parameters=[OpenApiParameter("parent", str, description="Code of a province or city; none: the provinces.")],
        responses={200: RegionListSerializer},
    )
    def get(self, request: Request) -> Response:
        below = regions.children(request.query_params.get("parent", ""))
        return Response(RegionListSerializer({"regions": below}).data)
