"""What the people of the demo want back, and what both sides said about it: a case in every state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orders.aftersales.models import CaseKind, CaseReason, CaseStatus, Side
from orders.demo.evidence import Flaw

S, B, SHOP, P, H = CaseStatus, Side.BUYER, Side.SHOP, Side.PLATFORM, Side.HOUSE


@dataclass(frozen=True)
class Step:
    """One step of a planned case: how many hours ago, and what was said and shown."""

    to: str
    side: str
    hours: float
    words: str = ""
    flaw: Flaw | None = None


@dataclass(frozen=True)
class Plan:
    kind: str
    reason: str
    steps: Sequence[Step]
    due: float | None = None  # hours from now
    part: float = 1  # of what was paid, that goes back in the end or is offered
    is_unshipped: bool = False
    shelved: bool = False


R, RT, X = CaseKind.REFUND, CaseKind.RETURN, CaseKind.EXCHANGE
PLANS: Sequence[Plan] = (
    Plan(
        RT,
        CaseReason.BROKEN,
        [Step(S.APPLIED, B, 20, "打开时杯沿有一道裂纹，应该是运输中磕到的。", Flaw.CRACK)],
        due=28,
    ),
    Plan(X, CaseReason.WRONG_CHOICE, [Step(S.APPLIED, B, 5, "颜色买错了，想换成另一个，没有拆封。")], due=43),
    Plan(R, CaseReason.CHANGED_MIND, [Step(S.APPLIED, B, 41, "家里已经有了，先不要了。")], due=7, is_unshipped=True),
    Plan(
        RT,
        CaseReason.NOT_AS_SHOWN,
        [
            Step(S.APPLIED, B, 50, "The colour is darker than in the pictures.", Flaw.STAIN),
            Step(S.OFFERED, SHOP, 26, "每批釉色会有一点差别。补你三成，茶具留着用，不用寄回。"),
        ],
        due=142,
        part=0.3,
    ),
    Plan(
        RT,
        CaseReason.BROKEN,
        [
            Step(S.APPLIED, B, 70, "提手松了，拎起来会晃。", Flaw.CRACK),
            Step(S.AGREED, SHOP, 60, "抱歉，请寄回，收到后马上退款。"),
        ],
        due=108,
    ),
    Plan(
        R,
        CaseReason.MISSING,
        [
            Step(S.APPLIED, B, 60, "少了一个杯垫，箱子里找过了。", Flaw.EMPTY),
            Step(S.REJECTED, SHOP, 40, "发货前称过重，重量是对的，请再找找夹层。"),
        ],
        due=128,
        part=0.2,
    ),
    Plan(
        RT,
        CaseReason.NOT_AS_SHOWN,
        [
            Step(S.APPLIED, B, 90, "写的是手工，底部有机器压的纹路。", Flaw.STAIN),
            Step(S.REJECTED, SHOP, 70, "是手工拉坯、模具压底，详情页写明了。"),
            Step(S.ESCALATED, B, 30, "详情页没有看到这句话，请平台看一下。"),
        ],
    ),
    Plan(
        R,
        CaseReason.BROKEN,
        [
            Step(
                S.APPLIED,
                B,
                80,
                "Two of the tins arrived dented. The tea inside is fine, but they were a gift.",
                Flaw.DENT,
            ),
            Step(S.REJECTED, SHOP, 66, "茶叶没有受损，外罐轻微凹陷属于运输中的正常情况。"),
            Step(S.ESCALATED, B, 20, "A dented tin is not what I paid for. Half back would be fair."),
        ],
        part=0.5,
    ),
    Plan(
        RT,
        CaseReason.NOT_AS_SHOWN,
        [
            Step(S.APPLIED, B, 130, "尺寸比写的小一圈。", Flaw.STAIN),
            Step(S.REJECTED, SHOP, 110, "手工制品误差在一厘米内。"),
            Step(S.ESCALATED, B, 90, "差了两厘米，有尺子的照片。", Flaw.CRACK),
            Step(S.RULED, P, 40, "照片显示误差超出详情页的范围，支持退货退款。"),
        ],
        due=128,
    ),
    Plan(
        RT,
        CaseReason.WRONG_ITEM,
        [
            Step(S.APPLIED, B, 100, "收到的是另一款。", Flaw.EMPTY),
            Step(S.AGREED, SHOP, 90, "发错了，抱歉，运费我们承担。"),
            Step(S.BUYER_SHIPPING, B, 60),
        ],
        due=300,
    ),
    Plan(
        RT,
        CaseReason.WRONG_CHOICE,
        [
            Step(S.APPLIED, B, 30, "拍成大号了，没有拆。"),
            Step(S.AGREED, SHOP, 26, "好的，请寄回。"),
            Step(S.BUYER_SHIPPING, B, 4),
        ],
        due=356,
    ),
    Plan(
        X,
        CaseReason.BROKEN,
        [
            Step(S.APPLIED, B, 120, "盖子盖不严。", Flaw.CRACK),
            Step(S.AGREED, SHOP, 110, "给你换一个新的。"),
            Step(S.BUYER_SHIPPING, B, 90),
            Step(S.GOODS_RECEIVED, SHOP, 20, "收到了，新的今天打包。"),
        ],
        due=52,
    ),
    Plan(
        RT,
        CaseReason.CHANGED_MIND,
        [
            Step(S.APPLIED, B, 125, "不太合适，没有用过。"),
            Step(S.AGREED, SHOP, 118, "没有用过就可以退。"),
            Step(S.BUYER_SHIPPING, B, 100),
            Step(S.GOODS_REFUSED, SHOP, 22, "寄回来的有明显茶渍，用过了。", Flaw.STAIN),
        ],
        due=146,
    ),
    Plan(
        X,
        CaseReason.NOT_AS_SHOWN,
        [
            Step(S.APPLIED, B, 140, "想换浅色的那款。"),
            Step(S.AGREED, SHOP, 135),
            Step(S.BUYER_SHIPPING, B, 120),
            Step(S.GOODS_RECEIVED, SHOP, 60),
            Step(S.RESHIPPED, SHOP, 40),
        ],
        due=320,
        shelved=True,
    ),
    Plan(
        R,
        CaseReason.MISSING,
        [
            Step(S.APPLIED, B, 30, "少发了一件。", Flaw.EMPTY),
            Step(S.AGREED, SHOP, 3, "核对过了，是我们漏发，马上退。"),
            Step(S.REFUNDING, H, 3),
        ],
    ),
    Plan(
        RT,
        CaseReason.BROKEN,
        [
            Step(S.APPLIED, B, 138, "壶嘴有裂纹，会滴水。", Flaw.CRACK),
            Step(S.AGREED, SHOP, 130, "抱歉，请寄回。"),
            Step(S.BUYER_SHIPPING, B, 110),
            Step(S.GOODS_RECEIVED, SHOP, 30, "收到了，确实有裂纹。"),
            Step(S.REFUNDING, H, 30),
            Step(S.REFUNDED, H, 29.9),
        ],
    ),
    Plan(
        R,
        CaseReason.WRONG_CHOICE,
        [
            Step(S.APPLIED, B, 22, "多拍了一件。"),
            Step(S.AGREED, SHOP, 15, "还没发，已取消这一件。"),
            Step(S.REFUNDING, H, 15),
            Step(S.REFUNDED, H, 14.9),
        ],
        is_unshipped=True,
    ),
    Plan(
        X,
        CaseReason.WRONG_ITEM,
        [
            Step(S.APPLIED, B, 143, "发错颜色了。", Flaw.STAIN),
            Step(S.AGREED, SHOP, 140),
            Step(S.BUYER_SHIPPING, B, 125),
            Step(S.GOODS_RECEIVED, SHOP, 90),
            Step(S.RESHIPPED, SHOP, 80),
            Step(S.DONE, B, 12),
        ],
        shelved=True,
    ),
    Plan(
        R,
        CaseReason.NEVER_CAME,
        [Step(S.APPLIED, B, 60, "一直没有更新物流。"), Step(S.CANCELLED, B, 50, "刚刚送到了。")],
    ),
    Plan(
        RT,
        CaseReason.NOT_AS_SHOWN,
        [
            Step(S.APPLIED, B, 120, "和图片不一样。"),
            Step(S.REJECTED, SHOP, 110, "图片为实物拍摄，没有色差。"),
            Step(S.ESCALATED, B, 100, "差别很大。"),
            Step(S.RULED, P, 50, "对比双方照片，看不出明显差别，支持店铺。"),
            Step(S.CLOSED, H, 50),
        ],
    ),
)
