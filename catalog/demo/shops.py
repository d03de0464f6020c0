"""The shops of the demo, one for each merchant, with characters of their own."""

from typing import NamedTuple


class Character(NamedTuple):
    name: str
    tagline: str
    place: str
    about: str
    tone: str
    scene: str
    promise: str
    language: str = "zh-hans"


SHOPS = {
    "banmu-tea": Character(
        "半亩茶园",
        "自家半亩，当季才有",
        "杭州西湖区",
        "茶园在龙坞，一共四亩七分，最早那半亩是外公留下的。春天采三十天，其余时候除草、施豆饼、等。不打农药，"
        "所以有虫眼。每一罐的罐底都写着哪天采、谁炒的。",
        "leaf",
        "teatime",
        "茶到手先放一晚再喝。不合口味，开了封也能退，来回运费我们出。",
    ),
    "qingyou-pottery": Character(
        "青釉陶社",
        "一座小窑，一年十二炉",
        "龙泉",
        "三个人，一座气窑，一座柴窑。杯碗壶碟都是手拉坯，所以没有两只一样。开窑那天会在店里先上次品，便宜，不影响用。",
        "sky",
        "breakfast",
        "运输碎了拍照就补，不用寄回来。手作有毫米级的差异，照片是实物之一。",
    ),
    "muyuzhi": Character(
        "木与纸",
        "写字的人用的东西",
        "苏州姑苏区",
        "装订师和木匠开的店。纸自己挑，木头自己晾，慢一点，耐用一点。",
        "sand",
        "desk",
        "木器养护用一点核桃油就好。三年内开裂，免费修。",
    ),
    "shanye-fruit": Character(
        "山野果仓",
        "果农直发，坏果包赔",
        "赣州安远",
        "和十一家果农合作社一起做，树上熟了才摘。哪天摘、哪块地，都写在箱子侧面。",
        "clay",
        "harvest",
        "签收 48 小时内拍照，坏几个赔几个，不用寄回。",
    ),
    "xiaoman-bakery": Character(
        "小满烘焙",
        "当天烤，当天寄",
        "上海徐汇区",
        "凌晨三点开炉，上午十点发车。酵母养了六年，名字叫老面。面粉、盐、水，配料表念得完。",
        "butter",
        "brunch",
        "面包冷冻能放两周，回烤 180 度五分钟和刚出炉差不多。",
    ),
    "nanzhi-textile": Character(
        "南枝织物",
        "贴着皮肤的布，要慢慢做",
        "南通海门",
        "棉麻丝毛，能不化纤就不化纤。颜色来自蓝草、栀子、苏木和茜草，会随时间淡下来，像衣服老了的样子。",
        "dusk",
        "quiet",
        "前两次单独洗，会有一点浮色。七天内没下水可退换。",
    ),
    "bailu-candles": Character(
        "白露香室",
        "一次只做两百只",
        "景德镇",
        "大豆蜡、棉芯、蒸馏出来的香。调一款要半年，卖完等下一季。",
        "lotus",
        "quiet",
        "第一次点够两个小时，让表面全化开，之后就不会留坑。",
    ),
    "yuanfang-coffee": Character(
        "Faraway Coffee",
        "Yunnan beans, roasted on Wednesdays",
        "Kunming",
        "We buy from nine farms between Baoshan and Menglian, pay the same price whatever the market does, and print it on the bag.",
        "ink",
        "breakfast",
        "Best from day five to day forty after roasting. Not to your taste? Write to us and choose another bag.",
        "en",
    ),
    "shiguang-home": Character(
        "拾光家居",
        "耐看，耐用，修得好",
        "佛山顺德",
        "灯、篮子、花器和几样厨房里天天用的。选东西只问三件事：十年后还好看吗，坏了能修吗，收起来占地方吗。",
        "mist",
        "desk",
        "灯具保三年，换灯头和线的图纸都在说明书里。",
    ),
    "luxi-kids": Character(
        "鹿溪童物",
        "给小手用的",
        "丽水云和",
        "云和做了五十年木头玩具。我们只用水性漆，边角磨三遍，先给自己家两个孩子玩半年。",
        "leaf",
        "market",
        "都过了 3C 和小零件测试，检测报告在盒子里。",
    ),
}
TERMS = {
    "龙井": 214, "茶杯": 168, "草莓": 152, "面包": 141, "蜡烛": 133, "手账": 120, "脐橙": 98, "咖啡": 187,
    "四件套": 76, "围巾": 64, "积木": 58, "绘本": 83, "马克杯": 71, "收纳": 45, "帆布包": 39, "礼盒": 92,
    "coffee": 66, "drip bags": 21, "tumbler": 17, "香薰": 88, "绿植": 36, "白茶": 57,
}  # fmt: skip
