"""Names, handles and lines about themselves for the people of the demo. None of them exists."""

from __future__ import annotations

from random import Random
from typing import NamedTuple


class Person(NamedTuple):
    name: str
    handle: str
    bio: str
    real_name: str
    is_chinese: bool


NICK_FIRST = [("小", "xiao"), ("阿", "a"), ("山", "shan"), ("云", "yun"), ("青", "qing"), ("白", "bai"), ("晚", "wan"), ("早", "zao"), ("南", "nan"), ("北", "bei"), ("木", "mu"), ("半", "ban"), ("听", "ting"), ("拾", "shi"), ("初", "chu"), ("知", "zhi"), ("漫", "man"), ("浅", "qian"), ("禾", "he"), ("溪", "xi")]  # fmt: skip
NICK_LAST = [("满", "man"), ("禾", "he"), ("茶", "cha"), ("雨", "yu"), ("舟", "zhou"), ("松", "song"), ("棠", "tang"), ("鹿", "lu"), ("鱼", "yu"), ("夏", "xia"), ("秋", "qiu"), ("雪", "xue"), ("星", "xing"), ("风", "feng"), ("苗", "miao"), ("豆", "dou"), ("橘", "ju"), ("柚", "you"), ("杏", "xing"), ("乔", "qiao"), ("岚", "lan"), ("笙", "sheng"), ("渔", "yu"), ("芽", "ya"), ("桐", "tong"), ("麦", "mai")]  # fmt: skip
NICK_END = [("", ""), ("", ""), ("", ""), ("同学", "_tx"), ("在路上", "_road"), ("的厨房", "_kitchen"), ("爱喝茶", "_tea"), ("小院", "_yard"), ("不加糖", "_nosugar"), ("读书", "_reads")]  # fmt: skip
SURNAMES = [("林", "lin"), ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"), ("杨", "yang"), ("赵", "zhao"), ("黄", "huang"), ("周", "zhou"), ("吴", "wu"), ("徐", "xu"), ("孙", "sun"), ("胡", "hu"), ("朱", "zhu"), ("高", "gao"), ("何", "he"), ("郭", "guo"), ("马", "ma"), ("罗", "luo"), ("梁", "liang"), ("宋", "song"), ("郑", "zheng"), ("谢", "xie"), ("韩", "han"), ("唐", "tang"), ("冯", "feng"), ("沈", "shen"), ("曾", "zeng"), ("许", "xu"), ("苏", "su"), ("陆", "lu")]  # fmt: skip
GIVEN = [("小满", "xiaoman"), ("思远", "siyuan"), ("雨桐", "yutong"), ("子涵", "zihan"), ("一诺", "yinuo"), ("嘉禾", "jiahe"), ("明哲", "mingzhe"), ("若溪", "ruoxi"), ("书宁", "shuning"), ("亦辰", "yichen"), ("可欣", "kexin"), ("泽宇", "zeyu"), ("静姝", "jingshu"), ("浩然", "haoran"), ("梦瑶", "mengyao"), ("俊杰", "junjie"), ("晓燕", "xiaoyan"), ("建国", "jianguo"), ("秀兰", "xiulan"), ("志强", "zhiqiang"), ("佳怡", "jiayi"), ("文博", "wenbo"), ("诗涵", "shihan"), ("天佑", "tianyou"), ("清越", "qingyue"), ("芷若", "zhiruo"), ("景行", "jingxing"), ("望舒", "wangshu"), ("立夏", "lixia"), ("霜降", "shuangjiang")]  # fmt: skip
ENGLISH_FIRST = ["Anna", "Ben", "Clara", "David", "Ella", "Felix", "Grace", "Henry", "Iris", "Jack", "Kira", "Leo", "Maya", "Noah", "Olive", "Peter", "Quinn", "Rosa", "Sam", "Tess", "Uma", "Victor", "Wren", "Yara", "Zoe", "Amir", "Bea", "Carlos", "Dora", "Emil"]  # fmt: skip
ENGLISH_LAST = ["Wong", "Chan", "Miller", "Rossi", "Novak", "Haas", "Lindqvist", "Okafor", "Silva", "Tanaka", "Kim", "Moreau", "Berg", "Costa", "Patel", "Walsh"]  # fmt: skip
BIOS_ZH = [
    "周末做面包，平日喝茶。", "租来的房子，自己的日子。", "两只猫的室友。", "爱逛菜市场，爱做汤。", "读书慢，走路更慢。", "在阳台上种了十一盆香草。", "手冲咖啡第三年，还在学磨豆。",
    "喜欢木头和旧东西。", "一周三次夜跑。", "陶艺初学者，杯子都是歪的。", "带娃之余买点好东西。", "记录每一顿认真吃的早餐。", "正在把家变小。", "出差多，行李箱里总有茶包。",
    "山里长大的，认得很多野菜。", "学做手账，也学着不买新的。", "老家在海边，爱吃鱼。", "退休教师，喜欢写信。", "做设计的，挑剔颜色。", "每年秋天都要寄柿子给朋友。",
    "养了一缸睡莲。", "冬天煮酒，夏天腌梅子。", "程序员，厨房里的实验派。", "只买用得久的东西。", "喜欢拼团，也喜欢等。",
]  # fmt: skip
BIOS_EN = [
    "Tea in the morning, bread on Sundays.", "Living in Shanghai, learning to cook Hunan food.", "Two cats and too many mugs.", "I buy little and keep it long.",
    "Pottery beginner. All my cups lean.", "Runner, reader, dumpling folder.", "Hangzhou for five years now.", "Collects paper, writes letters.",
    "Here for the oranges.", "Balcony gardener.",
]  # fmt: skip


def invented(dice: Random) -> Person:
    """One person: two in five go by a nickname, two by a name, one by an English name."""
    surname, given = dice.choice(SURNAMES), dice.choice(GIVEN)
    real = surname[0] + given[0]
    bio = dice.choice(BIOS_ZH) if dice.random() < 0.75 else ""
    fate = dice.random()
    if fate < 0.45:
        first, last, end = dice.choice(NICK_FIRST), dice.choice(NICK_LAST), dice.choice(NICK_END)
        handle = f"{first[1]}{last[1]}{end[1]}"
        return Person(f"{first[0]}{last[0]}{end[0]}", handle, bio, real, True)
    if fate < 0.8:
        return Person(real, f"{given[1]}_{surname[1]}", bio, real, True)
    first_name, last_name = dice.choice(ENGLISH_FIRST), dice.choice(ENGLISH_LAST)
    bio = dice.choice(BIOS_EN) if dice.random() < 0.75 else ""
    return Person(
        f"{first_name} {last_name}", f"{first_name}_{last_name}".lower(), bio, f"{first_name} {last_name}", False
    )


def people(dice: Random, count: int) -> list[Person]:
    """Different people with different handles."""
    found: list[Person] = []
    taken: set[str] = set()
    for _ in range(count):
        person = invented(dice)
        handle, number = person.handle, 2
        while handle in taken:
            handle, number = f"{person.handle}{number}", number + 1
        taken.add(handle)
        found.append(person._replace(handle=handle[:24]))
    return found
