"""What the buyers of the demo say: of a branch's goods, of what every order is like, and what shops answer."""

# By language, then by branch of the tree (a category may have words of its own): pleased, in between, disappointed.
GOODS: dict[str, dict[str, tuple[list[str], list[str], list[str]]]] = {
    "zh-hans": {
        "tea": (
            [
                "开罐那一下很香，第三泡还有甜味。",
                "汤色清，叶底齐整，是认真做的茶。",
                "给爸妈买的，他们说比去年的好。",
                "回甘长，喝完嘴里一直是润的。",
                "香气干净，没有杂味，日常喝刚好。",
                "办公室一天三泡，同事都来要。",
            ],
            ["味道淡一点，适合不常喝茶的人。", "香是香，第二泡以后就弱了。", "和描述差不多，没有惊喜也没有失望。"],
            ["碎末有点多，倒出来小半勺是渣。", "没有想象中香，可能是放久了。"],
        ),
        "coffee": (
            [
                "磨开的时候整个厨房都是香的。",
                "酸度刚好，放凉了更甜。",
                "手冲和法压都试了，怎么冲都不翻车。",
                "烘焙日期很新，鼓包明显。",
            ],
            ["偏浅烘，喜欢厚一点的可能会觉得薄。", "味道可以，价格小贵。"],
            ["收到的时候离烘焙已经三周了。", "苦味重，喝完嘴里发干。"],
        ),
        "tableware": (
            [
                "釉色比照片还好看，有一点点冰裂。",
                "拿在手里很温润，分量正好。",
                "口沿磨得很平，喝水不挂嘴。",
                "每一只都有一点不一样，喜欢这种手作感。",
                "盛汤不烫手，洗碗机也过得去。",
            ],
            ["颜色比图上深一点，也还好看。", "比想象中小一圈，看清尺寸再买。"],
            ["底足没打磨好，会刮桌子，垫了一块布。", "收到时杯口有个小缺口。"],
        ),
        "fresh": (
            [
                "打开箱子就是果香，一个坏的都没有。",
                "甜，水分足，放到第五天还是脆的。",
                "个头均匀，洗洗就能吃。",
                "老家的味道，已经给我妈也下了一单。",
            ],
            ["大小不太一样，味道倒是可以。", "有两个碰伤的，其他都好。"],
            ["路上压坏了四五个，汁水漏了一箱底。", "没熟透，放了一周还是硬的。"],
        ),
        "bakery": (
            [
                "回烤三分钟，皮是脆的，里面很软。",
                "不甜腻，老人孩子都爱吃。",
                "真的吃得到黄油味，配料表也干净。",
                "早上配咖啡，一周没吃腻。",
            ],
            ["好吃，就是保质期短，要赶紧吃完。", "比店里现买的差一点点。"],
            ["收到时有点干，回烤也救不回来。", "太甜了，吃半块就放下了。"],
        ),
        "home": (
            [
                "摆上以后房间一下子安静了。",
                "做工扎实，边角都倒过圆。",
                "灯光很柔，晚上看书不刺眼。",
                "收纳刚好塞进我家的柜子，严丝合缝。",
            ],
            ["安装说明太简单，自己琢磨了半小时。", "颜色偏黄一点，和我家的木头不太搭。"],
            ["有一条划痕，位置还挺显眼。", "味道散了三天才散掉。"],
        ),
        "vases": (
            ["插一枝就很好看，站得稳。", "釉面干净，水放三天没渗。", "摆上以后桌子一下子安静了。"],
            ["口比想象中细，插不了几枝。", "颜色比图上深一点，也还好看。"],
            ["底不太平，会轻轻晃。", "收到时瓶口有个小磕。"],
        ),
        "lamps": (
            ["灯光很柔，晚上看书不刺眼。", "开关的手感好，旋一下就亮。"],
            ["安装说明太简单，自己琢磨了半小时。"],
            ["灯罩有一条划痕，位置还挺显眼。"],
        ),
        "decor": (
            ["放在书架上刚刚好，看着心里就静。", "比图上还耐看，送了朋友一个。"],
            ["比想象中小一点，看清尺寸再买。"],
            ["边上有一处没处理干净。"],
        ),
        "textiles": (
            ["很软，洗过一次也没起球。", "冬天铺上就不想起床。", "颜色耐看，拍照也好看。", "针脚细，翻到背面也整齐。"],
            ["薄一点，深秋要再加一层。", "第一次洗有一点掉色，后来就好了。"],
            ["洗完缩了，套不回去。", "线头太多，自己剪了半天。"],
        ),
        "wear": (
            [
                "尺码准，平时穿什么就拍什么。",
                "料子贴身不扎，冬天里面穿正好。",
                "版型干净，上班和周末都能穿。",
                "洗了三次，没变形也没起球。",
            ],
            ["袖子长一点，卷起来也好看。", "料子好，颜色没有图上亮。"],
            ["偏小一码，抬手有点紧。", "穿一天就起球了。"],
        ),
        "bags": (
            ["能装下电脑和水杯，肩带不勒。", "针脚结实，背了一个月没变形。", "轻，出差塞进箱子也不占地方。"],
            ["里面没有隔层，找钥匙要翻一会儿。", "好看，就是容易沾灰。"],
            ["拉链不太顺，要两只手。", "走线歪了一段。"],
        ),
        "scent": (
            [
                "味道像雨后的院子，很淡，不冲。",
                "点完整晚，第二天枕头上还有一点。",
                "香薰里少见的不甜的味道。",
                "烧得平整，一点黑烟都没有。",
            ],
            ["留香短了些，大房间要点两支。", "比试闻的时候甜一点。"],
            ["闻着头晕，送人了。", "烧到一半芯就歪了。"],
        ),
        "care": (
            ["洗完不紧绷，脸是润的。", "泡沫细，味道干净，全家都在用。", "敏感皮，用了两周没事。"],
            ["化得有点快，要用沥水架。", "滋润够，味道我不太习惯。"],
            ["用完有点刺，停了就好了。", "比想象中小很多。"],
        ),
        "stationery": (
            ["纸不洇墨，钢笔写起来很顺。", "翻开能放平，装订很用心。", "信封和信纸是一套的，拿到就想写点什么。"],
            ["纸偏黄一点，喜欢白的要注意。", "好用，就是贵了点。"],
            ["有几页裁得不齐。", "写两天就断墨。"],
        ),
        "kids": (
            [
                "孩子抱着不撒手，睡觉也要带。",
                "边角都磨圆了，没有味道，放心。",
                "绘本讲得慢，大人读着也舒服。",
                "玩了一个月还在玩，难得。",
            ],
            ["两岁玩有点早，先收起来了。", "零件小，收好别让弟弟妹妹够到。"],
            ["上色掉了一点在手上，联系了店家。", "少了一块积木。"],
        ),
        "garden": (
            ["土都包得好好的，一片叶子没掉。", "到家第三天就冒新芽了。", "工具趁手，剪枝很利。"],
            ["比图上小一些，慢慢养吧。"],
            ["路上闷久了，叶子黄了一半。"],
        ),
        "outdoors": (
            ["周末背去露营，收放都快。", "轻，防泼水是真的防。", "扣子结实，用了三次没毛病。"],
            ["够用，说明书看不太懂。"],
            ["缝线的地方渗水了。"],
        ),
    },
    "en": {
        "coffee": (
            [
                "The whole kitchen smelled of it when I ground the first batch.",
                "Bright but not sour, and sweeter as it cools.",
                "Roasted four days before it arrived. You can tell.",
                "Works as a pour-over and in the French press.",
                "My new everyday beans.",
            ],
            ["Lighter than I like, but clearly good beans.", "Good cup, a little pricey."],
            ["It had been roasted three weeks before it got here.", "Bitter however I brewed it."],
        ),
        "tea": (
            [
                "Still sweet on the third steep.",
                "Clean and fragrant, nothing artificial.",
                "My parents asked for more.",
            ],
            ["Pleasant, a bit faint.", "Exactly as described, no surprises."],
            ["A lot of dust at the bottom of the tin."],
        ),
        "tableware": (
            [
                "Sits well in the hand and keeps the heat.",
                "The glaze is even nicer than in the pictures.",
                "Each one is slightly different, which I love.",
                "Pours without a drip.",
            ],
            ["Smaller than I thought; check the size.", "A shade darker than the photo."],
            ["Arrived with a chip on the rim.", "The base scratches the table."],
        ),
        "bags": (
            ["Fits a laptop and a loaf of bread.", "Solid stitching, light to carry."],
            ["No inner pocket, so keys get lost in it."],
            ["The print faded after one wash."],
        ),
        "care": (
            ["Leaves my hands soft, and the scent is quiet."],
            ["Nice soap, melts quickly."],
            ["Much smaller than it looks."],
        ),
        "wear": (
            ["Warm, soft, and true to size."],
            ["Good wool, colour a little duller than shown."],
            ["Pilled after a day."],
        ),
    },
}
GOODS["en"]["home"] = (
    ["Well made, and it looks calm in the room."],
    ["Fine, though the manual is thin."],
    ["Scratched."],
)

ORDER = {  # said by the way: with good stars, with bad ones
    "zh-hans": (
        ["包装很严实，纸填得满满的。", "第二天就发货了。", "店家还手写了一张小卡片。", "问了两个问题，都很快回了。", "和朋友拼的，划算。", "这家买第三次了。", ""],
        ["包装就一层薄纸。", "等了六天才发货。", "问客服，隔了一天才回。", ""],
    ),
    "en": (
        ["Well packed.", "Sent the next day.", "There was a handwritten note in the box.", "Third order from this shop.", ""],
        ["Took six days to ship.", "The box was half empty.", ""],
    ),
}  # fmt: skip

LATER = {
    "zh-hans": ["用了一个月，还是喜欢。", "又买了一份送朋友。", "半个月过去，没有变样，可以放心买。", "回头看，四星给少了。", "放了两周，香气淡了一点，还是好喝好用。"],
    "en": ["A month in, still happy with it.", "Bought another one as a gift.", "Holding up well after two weeks."],
}  # fmt: skip

REPLIES = {  # to good reviews, to bad ones
    "zh-hans": (
        ["谢谢你写这么多，我们会接着好好做。", "收到你的反馈很高兴，下次来记得告诉我们想喝什么、想用什么。", "谢谢你再来，卡片是店里的小朋友写的。"],
        ["很抱歉让你失望了，已经私信你，给你补寄或退款都可以。", "是我们没检查仔细，对不起。请从订单里申请售后，运费我们出。", "谢谢指出来，这一批我们已经重新挑过了。"],
    ),
    "en": (
        ["Thank you for taking the time. See you next roast.", "So glad it works for you."],
        ["We're sorry. Please open a case from your order; we'll replace it and pay the freight.",
         "Thank you for telling us. We've checked the rest of the batch."],
    ),
}  # fmt: skip
