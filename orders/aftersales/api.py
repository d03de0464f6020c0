"""After-sales for machines: the buyer's side, the shop's, the platform's. Every step is a POST that is done once."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView

from accounts.organisations.access import merchant, merchant_of, operator
from accounts.organisations.models import Carrier
from config.kernel.access import public
from config.kernel.api import Problem, idempotent
from config.kernel.api_defaults import KeysetPagination
from config.kernel.errors import Invalid
from orders.aftersales import services
from orders.aftersales.models import Case, CaseStatus, Side
from orders.aftersales.selectors import (
    case_for,
    case_for_review,
    case_of_merchant,
    cases_of_merchant,
    cases_seen_by,
    every_case,
    with_goods,
)
from orders.aftersales.serializers import (
    CaseDetailSerializer,
    CaseSerializer,
    OfferSerializer,
    OpenCaseSerializer,
    PhotosSerializer,
    ReasonSerializer,
    ReceiveSerializer,
    RulingSerializer,
    WaybillSerializer,
    WordsSerializer,
)
from orders.cart.shoppers import shopper_of
from orders.checkout.selectors import order_for
from orders.fulfilment.selectors import open_carriers

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="Repeating it repeats the answer."
)
STATUS = OpenApiParameter("status", str, enum=[*CaseStatus.values], description="Only this state.")
REFUSALS = {404: Problem, 409: Problem, 422: Problem}


class CaseList(ListAPIView[Case]):
    """Cases, newest first."""

    serializer_class = CaseSerializer
    pagination_class = KeysetPagination

    @abstractmethod
    def seen(self) -> Any:
        """The cases that whoever asks may see."""

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Case.objects.none()
        cases = with_goods(self.seen())
        status = self.request.query_params.get("status", "")
        return cases.filter(status=status) if status in CaseStatus.values else cases


class CaseStepView(APIView):
    """One step of a case: read what was sent, take the step, answer with the case as it is then."""

    shape: Any = None
    step = ""

    @abstractmethod
    def case(self, number: str) -> Case:
        """The case, if whoever asks may take steps in it; otherwise NotFound."""

    def take(self, case: Case, said: Any) -> None:
        """The step, with what was sent as its arguments."""
        getattr(services, self.step)(case=case, actor=self._actor(), **said.validated_data)

    def _actor(self) -> Any:
        return self.request.user if self.request.user.is_authenticated else None

    def answer(self, request: Request, number: str) -> Response:
        case = self.case(number)
        said = self.shape(data=request.data) if self.shape else None
        if said is not None:
            said.is_valid(raise_exception=True)

        def work() -> tuple[int, Any]:
            self.take(case, said)
            return 200, plain(CaseDetailSerializer(self.case(number)).data)

        name = type(self).__name__
        return idempotent(request, route=f"{name}:{number}", actor=_name(request), work=work)


def _name(request: Request) -> str:
    """Who this is for idempotency keys."""
    return f"user:{request.user.pk}" if request.user.is_authenticated else shopper_of(request).name


def plain(data: Any) -> Any:
    """Serialized data as plain JSON values, to be kept with its idempotency key."""
    return json.loads(json.dumps(data, cls=JSONEncoder))


def carrier_of(code: str) -> Carrier:
    carrier = open_carriers().filter(code=code).first()
    if carrier is None:
        raise Invalid(field="carrier")
    return carrier


def step_schema(operation: str, shape: Any) -> Callable[[Any], Any]:
    """How every step is described."""
    return extend_schema(
        operation_id=operation,
        request=shape,
        parameters=[IDEMPOTENCY],
        responses={200: CaseDetailSerializer, **REFUSALS},
    )


# ---- the buyer's side -------------------------------------------------------------------------------------------


class Cases(CaseList):
    """One's own cases; applying for a new one."""

    access = public  # a guest sees the orders of their link

    def seen(self) -> Any:
        return cases_seen_by(shopper_of(self.request))

    @extend_schema(operation_id="aftersales_list", parameters=[STATUS])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="aftersales_open",
        request=OpenCaseSerializer,
        parameters=[IDEMPOTENCY],
        responses={201: CaseDetailSerializer, **REFUSALS},
    )
    def post(self, request: Request) -> Response:
        asked = OpenCaseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        shopper = shopper_of(request)
        order = order_for(shopper, number=asked.validated_data["order"])

        def work() -> tuple[int, Any]:
            case = services.open_case(order=order, wish=asked.wish(order), actor=shopper.user)
            return 201, plain(CaseDetailSerializer(case_for(shopper, number=case.number)).data)

        return idempotent(request, route="aftersales", actor=_name(request), work=work)


class CaseView(APIView):
    access = public  # `case_for` decides

    @extend_schema(operation_id="aftersales_case", responses={200: CaseDetailSerializer, 404: Problem})
    def get(self, request: Request, number: str) -> Response:
        return Response(CaseDetailSerializer(case_for(shopper_of(request), number=number)).data)


class BuyerStep(CaseStepView):
    access = public  # `case_for` decides

    def case(self, number: str) -> Case:
        return case_for(shopper_of(self.request), number=number)


class CaseAccept(BuyerStep):
    step = "accept"

    @step_schema("aftersales_accept", None)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)

    def take(self, case: Case, said: Any) -> None:
        services.accept(case=case, actor=self._actor())


class CaseDecline(BuyerStep):
    shape, step = WordsSerializer, "decline"

    @step_schema("aftersales_decline", WordsSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)


class CaseCancel(BuyerStep):
    shape, step = WordsSerializer, "cancel"

    @step_schema("aftersales_cancel", WordsSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)


class CaseEscalate(BuyerStep):
    shape, step = ReasonSerializer, "escalate"

    @step_schema("aftersales_escalate", ReasonSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)


class CaseShipBack(BuyerStep):
    shape = WaybillSerializer

    @step_schema("aftersales_ship_back", WaybillSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)

    def take(self, case: Case, said: Any) -> None:
        clean = said.validated_data
        carrier = carrier_of(clean["carrier"])
        services.ship_back(case=case, carrier=carrier, waybill=clean["waybill"], actor=self._actor())


class CaseConfirm(BuyerStep):
    @step_schema("aftersales_confirm", None)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)

    def take(self, case: Case, said: Any) -> None:
        services.confirm_exchange(case=case, actor=self._actor())


class CaseEvidence(APIView):
    """Words and pictures added to an open case."""

    access = public  # `case_for` decides
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="aftersales_evidence",
        request={"multipart/form-data": PhotosSerializer},
        responses={201: CaseDetailSerializer, **REFUSALS, 413: Problem},
    )
    def post(self, request: Request, number: str) -> Response:
        shopper = shopper_of(request)
        case = case_for(shopper, number=number)
        said = PhotosSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        words, photos = said.validated_data["words"], said.validated_data.get("photos", [])
        services.add_note(case=case, side=Side.BUYER, actor=shopper.user, words=words, photos=photos)
        return Response(CaseDetailSerializer(case_for(shopper, number=number)).data, status=201)


# ---- the shop's side --------------------------------------------------------------------------------------------


class MerchantCases(CaseList):
    """Cases about one's shop."""

    access = merchant("orders")

    def seen(self) -> Any:
        return cases_of_merchant(merchant_of(self.request))

    @extend_schema(operation_id="merchant_aftersales_list", parameters=[STATUS])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MerchantCase(APIView):
    access = merchant("orders")

    @extend_schema(operation_id="merchant_aftersales_case", responses={200: CaseDetailSerializer, 404: Problem})
    def get(self, request: Request, number: str) -> Response:
        return Response(CaseDetailSerializer(case_of_merchant(merchant_of(request), number=number)).data)


class MerchantStep(CaseStepView):
    access = merchant("orders")

    def case(self, number: str) -> Case:
        return case_of_merchant(merchant_of(self.request), number=number)


class MerchantAgree(MerchantStep):
    shape, step = WordsSerializer, "agree"

    @step_schema("merchant_aftersales_agree", WordsSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)


class MerchantOffer(MerchantStep):
    shape, step = OfferSerializer, "offer"

    @step_schema("merchant_aftersales_offer", OfferSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)


class MerchantReject(MerchantStep):
    shape, step = ReasonSerializer, "reject"

    @step_schema("merchant_aftersales_reject", ReasonSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)


class MerchantReceive(MerchantStep):
    shape = ReceiveSerializer

    @step_schema("merchant_aftersales_receive", ReceiveSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)

    def take(self, case: Case, said: Any) -> None:
        words = said.validated_data["words"]
        services.receive(case=case, actor=self._actor(), shelf=said.lines_of(case), words=words)


class MerchantRefuse(MerchantStep):
    shape, step = ReasonSerializer, "refuse"

    @step_schema("merchant_aftersales_refuse", ReasonSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)


class MerchantReship(MerchantStep):
    shape = WaybillSerializer

    @step_schema("merchant_aftersales_reship", WaybillSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)

    def take(self, case: Case, said: Any) -> None:
        clean = said.validated_data
        carrier = carrier_of(clean["carrier"])
        services.reship(case=case, carrier=carrier, waybill=clean["waybill"], actor=self._actor())


# ---- the platform's side ----------------------------------------------------------------------------------------


class PlatformCases(CaseList):
    """Every case; `status=escalated` are those to decide."""

    access = operator

    def seen(self) -> Any:
        return every_case()

    @extend_schema(operation_id="platform_aftersales_list", parameters=[STATUS])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class PlatformCase(APIView):
    access = operator

    @extend_schema(operation_id="platform_aftersales_case", responses={200: CaseDetailSerializer, 404: Problem})
    def get(self, request: Request, number: str) -> Response:
        return Response(CaseDetailSerializer(case_for_review(number=number)).data)


class PlatformRule(CaseStepView):
    """Decide an escalated case."""

    access = operator
    shape, step = RulingSerializer, "rule"

    def case(self, number: str) -> Case:
        return case_for_review(number=number)

    @step_schema("platform_aftersales_rule", RulingSerializer)
    def post(self, request: Request, number: str) -> Response:
        return self.answer(request, number)
