"""The merchants and carriers of the demo."""

from typing import NamedTuple


class Firm(NamedTuple):
    slug: str
    name: str
    intro: str


OPEN = [
    Firm("banmu-tea", "半亩茶园", "自家茶园的绿茶、白茶和花茶，明前手采，当季寄出。"),
    Firm("qingyou-pottery", "青釉陶社", "龙泉的小窑，杯碗壶碟，每只手工拉坯。"),
    Firm("muyuzhi", "木与纸", "手账、信纸、木质文具和装订好的空白本。"),
    Firm("shanye-fruit", "山野果仓", "果农合作社直发，橙子、柚子、苹果和坚果。"),
    Firm("xiaoman-bakery", "小满烘焙", "酵母面包、饼干和节气点心，当天烤当天寄。"),
    Firm("nanzhi-textile", "南枝织物", "棉麻床品、围巾和家居布艺，植物染。"),
    Firm("bailu-candles", "白露香室", "大豆蜡蜡烛、线香和精油，一次只做两百只。"),
    Firm("yuanfang-coffee", "远方咖啡", "云南庄园豆，每周三烘焙，附冲煮卡。"),
    Firm("shiguang-home", "拾光家居", "灯、篮子、花器和收纳，耐看耐用。"),
    Firm("luxi-kids", "鹿溪童物", "木头玩具、绘本和孩子的小衣服。"),
]
WAITING = [
    Firm("haifeng-dried", "海风干货", "舟山的虾皮、紫菜和鱼干，家里晒了三代。"),
    Firm("yuntai-bamboo", "云台竹器", "手编竹篮、竹席和茶具，想先上架二十件。"),
]
REFUSED = Firm("best-watches", "名表折扣仓", "各大品牌手表，全部三折。")
CARRIERS = [
    ("bluebird", "青鸟速运", "Bluebird Express", "400-000-1101"),
    ("brook", "溪流快运", "Brook Freight", "400-000-1102"),
]
