"""Builds accounts/addresses/data/regions.json from the npm package @vant/area-data (MIT); run by hand, once a year.

    npm pack @vant/area-data@2.1.0 && tar xzf vant-area-data-2.1.0.tgz
    node -e "console.log(JSON.stringify(require('./package/dist/index.cjs').areaList))" > area.json
    pip install pypinyin==0.55.0
    python docs/tools/build_regions.py area.json > accounts/addresses/data/regions.json

Codes are those of GB/T 2260. English names are the official ones where they differ from pinyin, pinyin otherwise.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from pypinyin import Style, lazy_pinyin

PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 "
    "毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各"
)
PEOPLE = "|".join(sorted(PEOPLES.split(), key=len, reverse=True))
SUFFIX = re.compile(
    rf"(?:(?:(?:{PEOPLE})族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)*自治[州县旗]|特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|林区|矿区|新区|地区|街道|省|市|盟|区|县|旗|镇|乡)$"
)
ZONE = re.compile(r"(.+?)市?(高新|经济|高技术|综合|工业|现代)\S*(?:区|园)$")
PROVINCE = re.compile(r"^(?:河北|山西|吉林|江苏|安徽|山东|河南|湖北|湖南|广东|甘肃|宁夏|浙江|福建|江西|四川)(?=..)")
OFFICIAL = {
    "陕西": "Shaanxi", "内蒙古": "Inner Mongolia", "西藏": "Tibet", "香港": "Hong Kong", "澳门": "Macao", "台湾": "Taiwan",
    "呼和浩特": "Hohhot", "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "巴彦淖尔": "Bayannur", "乌兰察布": "Ulanqab",
    "锡林郭勒": "Xilingol", "兴安盟": "Hinggan", "朝阳": "Chaoyang", "长治": "Changzhi", "山西长治": "Changzhi", "长白": "Changbai", "漯河": "Luohe", "其它区": "Other", "阿拉善": "Alxa", "锡林浩特": "Xilinhot", "乌兰浩特": "Ulanhot", "满洲里": "Manzhouli",
    "哈尔滨": "Harbin", "齐齐哈尔": "Qiqihar", "佳木斯": "Jiamusi", "乌鲁木齐": "Ürümqi", "克拉玛依": "Karamay", "吐鲁番": "Turpan",
    "喀什": "Kashgar", "和田": "Hotan", "伊犁": "Ili", "阿克苏": "Aksu", "阿勒泰": "Altay", "库尔勒": "Korla", "伊宁": "Yining",
    "巴音郭楞": "Bayingolin", "博尔塔拉": "Bortala", "克孜勒苏": "Kizilsu", "塔城": "Tacheng", "石河子": "Shihezi",
    "拉萨": "Lhasa", "日喀则": "Xigazê", "昌都": "Qamdo", "林芝": "Nyingchi", "那曲": "Nagqu", "阿里": "Ngari", "阿坝": "Ngawa",
    "甘孜": "Garzê", "迪庆": "Diqing", "海东": "Haidong", "果洛": "Golog", "德令哈": "Delingha", "格尔木": "Golmud",
    "浦东": "Pudong", "铜仁": "Tongren", "六安": "Lu'an", "亳州": "Bozhou",
    "台州": "Taizhou", "天台": "Tiantai", "乐清": "Yueqing", "丽水": "Lishui", "东阿": "Dong'e", "莘县": "Shenxian", "尉犁": "Yuli",
    "大城": "Dacheng", "长子": "Zhangzi", "洪洞": "Hongtong", "井陉": "Jingxing", "乐亭": "Laoting", "涡阳": "Guoyang", "枞阳": "Zongyang",
    "歙县": "Shexian", "黟县": "Yixian", "东莞": "Dongguan", "番禺": "Panyu", "筠连": "Junlian", "犍为": "Qianwei", "珙县": "Gongxian",
    "郫都": "Pidu", "綦江": "Qijiang", "浚县": "Xunxian", "中牟": "Zhongmu", "柘城": "Zhecheng", "洛龙": "Luolong", "荥阳": "Xingyang",
    "省直辖县": "Counties under the province", "自治区直辖县级行政区划": "Counties under the region", "县": "Counties",
}  # fmt: skip
ISLANDS_AND_HARBOURS = {  # only in their own provinces: 大埔 is Tai Po in Hong Kong and Dabu in Guangdong
    "台北": "Taipei", "新北": "New Taipei", "高雄": "Kaohsiung", "台中": "Taichung", "台南": "Tainan", "基隆": "Keelung", "新竹": "Hsinchu",
    "嘉义": "Chiayi", "桃园": "Taoyuan", "宜兰": "Yilan", "苗栗": "Miaoli", "彰化": "Changhua", "南投": "Nantou", "云林": "Yunlin",
    "屏东": "Pingtung", "花莲": "Hualien", "台东": "Taitung", "澎湖": "Penghu", "金门": "Kinmen", "连江": "Lienchiang",
    "香港岛": "Hong Kong Island", "九龙": "Kowloon", "新界": "New Territories", "中西": "Central and Western", "湾仔": "Wan Chai",
    "油尖旺": "Yau Tsim Mong", "深水埗": "Sham Shui Po", "九龙城": "Kowloon City", "黄大仙": "Wong Tai Sin", "观塘": "Kwun Tong",
    "荃湾": "Tsuen Wan", "屯门": "Tuen Mun", "元朗": "Yuen Long", "大埔": "Tai Po", "西贡": "Sai Kung", "沙田": "Sha Tin", "葵青": "Kwai Tsing",
    "澳门半岛": "Macao Peninsula", "离岛": "Islands", "东": "Eastern", "南": "Southern", "北": "North",
}  # fmt: skip
VOWELS = ("a", "e", "o")


def spelled(name: str) -> str:
    """哈密 → Hami, 西安 → Xi'an."""
    syllables: list[str] = [part.replace("v", "ü") for part in lazy_pinyin(name, style=Style.NORMAL)]
    word = syllables[0] + "".join("'" + part if part.startswith(VOWELS) else part for part in syllables[1:])
    return word[:1].upper() + word[1:]


def english(code: str, name: str) -> str:
    short = SUFFIX.sub("", name)
    if code.startswith(("71", "81", "82")) and (
        known := ISLANDS_AND_HARBOURS.get(name, ISLANDS_AND_HARBOURS.get(short))
    ):
        return known
    if name in OFFICIAL:
        return OFFICIAL[name]
    if zone := ZONE.match(name):
        return f"{OFFICIAL.get(zone[1]) or spelled(PROVINCE.sub('', zone[1]))} {'High-tech' if '高' in zone[2] else 'Development'} Zone"
    if len(short) < 2:  # 忠县 is Zhongxian, 东区 is Dongqu
        return spelled(name)
    return OFFICIAL.get(short) or spelled(short)


def main() -> None:
    lists = json.loads(Path(sys.argv[1]).read_text())
    regions: dict[str, list[str]] = {}
    for part in ("province_list", "city_list", "county_list"):
        regions |= {code: [name, english(code, name)] for code, name in lists[part].items()}
    rows = [f"{json.dumps(code)}: {json.dumps(names, ensure_ascii=False)}" for code, names in sorted(regions.items())]
    sys.stdout.write("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
