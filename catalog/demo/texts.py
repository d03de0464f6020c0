"""Descriptions of demo products: what it is, how it is kept, what the shop promises."""

from __future__ import annotations

from random import Random

CARE = {
    "tea": (
        "怎么泡",
        ["水温 85–95 度，3 g 配 150 ml", "第一泡 20 秒，之后每泡加 10 秒", "密封避光，春茶放冰箱冷藏更鲜"],
    ),
    "tableware": (
        "怎么用",
        ["可进洗碗机和微波炉，有金边的除外", "第一次用先煮十分钟", "冷热别差太大，釉面会开片，不影响用"],
    ),
    "fresh": ("怎么放", ["到手先开箱透气", "放阴凉处，不要密封", "软了就先吃，硬的放两天"]),
    "bakery": ("怎么放", ["常温两天，冷冻两周", "回烤 180 度五分钟", "馅料类请冷藏"]),
    "home": ("怎么用", ["擦拭用干布", "避开长时间直晒", "零件单独卖，坏了不用整只换"]),
    "textiles": ("怎么洗", ["30 度以下机洗，反面朝外", "不漂白，阴干", "前两次单独洗"]),
    "wear": ("怎么洗", ["30 度以下轻柔洗", "平铺晾干不变形", "尺码表在最后一张图"]),
    "bags": ("怎么用", ["脏了用软刷蘸皂水局部刷", "阴干，不暴晒", "承重以不变形为准"]),
    "scent": ("怎么用", ["通风处使用，远离窗帘", "每次别超过四小时", "放在孩子和宠物够不到的地方"]),
    "care": ("怎么用", ["先在手腕内侧试一次", "用完沥干", "开封后半年内用完"]),
    "stationery": ("怎么放", ["避潮避晒", "钢笔墨请用染料型", "木器擦干就好"]),
    "kids": ("说明", ["适用年龄写在盒子上", "边角磨圆，水性漆", "请在大人看得见的地方玩"]),
    "garden": ("怎么养", ["摸土两厘米干了再浇", "明亮的散射光", "冬天少浇"]),
    "outdoors": ("怎么用", ["用完晾干再收", "拉链沾了沙用软刷刷掉", "接缝处有防水胶条"]),
}
OPENINGS = ("先说结论：", "一句话：", "我们自己也用：", "做了三年还在卖：", "回头客最多的一件：", "")
ENGLISH_CARE = [
    "Grind just before brewing; 15 g to 240 ml is a good start",
    "Keep the bag closed, cool and out of the light",
    "The roast date is stamped on the back",
]


def describe(dice: Random, *, subtitle: str, root: str, promise: str, language: str, about: str) -> str:
    if language == "en":
        advice = "\n".join(f"- {line}" for line in ENGLISH_CARE)
        return f"{subtitle}.\n\n## How we suggest you use it\n\n{advice}\n\n## From the shop\n\n{promise}\n"
    heading, lines = CARE[root]
    points = "\n".join(f"- {line}" for line in lines)
    first = about.split("。", maxsplit=1)[0]
    return f"{dice.choice(OPENINGS)}{subtitle}。\n\n{first}。\n\n## {heading}\n\n{points}\n\n## 店里的话\n\n{promise}\n"
