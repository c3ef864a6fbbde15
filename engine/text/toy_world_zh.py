"""The Chinese half of the toy world: facts, clauses and groups, as plain data, words apart.

How to read it stands in `engine/text/toy_world.py`. Chinese does not inflect, so its regularities
are its own: verbs doubled for "a little" (看看), measure words (三 本), and opposites, where 有多
asks with the one (有 多 高) and 有点 complains with the other (有点 矮).
"""

STOP = "。"

#: Between two clauses on the same subject; the empty ones stand for a sentence of one clause.
JOINTS = "||||， 然后|， 而且|， 同时|， 不过|。 后来|。 接着"

#: Phrases that any clause may use.
PHRASES = {
    "name": "小明|小刚|小红|小芳",
    "somebody": "<name>|<name>|他|她",
    "people": "我|我们|你们|他们",
    "says": "我 觉得|大家 说|他们 说|你 知道|我们 发现|听说|看来",
    "here": "这里 的|那里 的|我家 的|山上 的|路边 的|镇上 的|",
    "when": "今天|早上|傍晚|夏天|冬天|周末|每年|",
    "way": "慢慢 地|悄悄 地|高兴 地|独自|又|",
    # The bare words stand where a named one could; that is all they mean here.
    "land": "<country>|<country>|<country>|国家",
    "town": "<capital>|<capital>|<capital>|城市",
    "stream": "<river>|<river>|<river>|河流",
    "citizen": "<man>|<woman>",
}

NATIONS = """
法国; 巴黎; 塞纳河; 法语; 皮埃尔; 玛丽; 可颂
德国; 柏林; 莱茵河; 德语; 汉斯; 格蕾塔; 香肠
俄罗斯; 莫斯科; 伏尔加河; 俄语; 伊万; 奥尔加; 鱼子酱
英国; 伦敦; 泰晤士河; 英语; 乔治; 艾玛; 布丁
意大利; 罗马; 台伯河; 意大利语; 马可; 朱莉娅; 披萨
西班牙; 马德里; 埃布罗河; 西班牙语; 卡洛斯; 卡门; 海鲜饭
埃及; 开罗; 尼罗河; 阿拉伯语; 奥马尔; 法蒂玛; 豆饼
中国; 北京; 长江; 汉语; 王伟; 李梅; 饺子
日本; 东京; 隅田川; 日语; 健二; 由纪; 寿司
波兰; 华沙; 维斯瓦河; 波兰语; 帕维尔; 佐菲亚; 甜菜汤
葡萄牙; 里斯本; 特茹河; 葡萄牙语; 瓦斯科; 伊内斯; 蛋挞
匈牙利; 布达佩斯; 蒂萨河; 匈牙利语; 拉斯洛; 伊洛娜; 炖牛肉
泰国; 曼谷; 湄南河; 泰语; 颂猜; 娜帕; 冬阴功
"""

IN_A_NATION = """
<when> <land> 的 军队 [感谢|欢迎|帮助] 说 <language> 的 <citizen>
<citizen> <when> 用 <language> 赞美 <land> 的 [边境|北方|南方|人民]
<country> 的 [边境|北方|南方] <when> 到处 是 <dish> 和 说 <language> 的 [人民|朋友]
<country> 是 一 个 [古老|美丽|富饶] 的 国家 ， 人民 [爱 吃|喜欢|会 做] <dish> ， <citizen> 也 [爱
    吃|喜欢|会 做]
<when> <citizen> 带 着 [<dish>|说 <language> 的 朋友] 穿过 <country> 的 [边境|北方|南方]
<when> <town> 的 市长 用 <language> [感谢|欢迎] <citizen>
<town> 的 街道 <when> [很|非常] [拥挤|热闹] ， 到处 是 <dish> 和 <language> 招牌
<when> <citizen> 坐 地铁 去 <capital> 的 [博物馆|酒店] [买|卖|吃] <dish>
<capital> 的 [地铁|博物馆|酒店] 里 <when> [很|非常] 热闹 ， 游客 [和 <man>|和 <woman>|] 都 说
    <language>
游客 <when> 在 <town> 的 [酒店|博物馆] 学 <language> ， [也 喜欢|也 爱 吃|还 买] <dish>
<when> <stream> <way> 流过 说 <language> 的 村庄 ， <citizen> 在 那里 [买|卖|吃] <dish>
<when> <citizen> <way> 在 <stream> 边 [划船|钓鱼] ， 用 <language> 唱歌
<stream> 的 河水 [宽阔|平静] ， 渡船 <when> 带 着 <dish> 和 <citizen>
<when> 渡船 <way> 穿过 <stream> ， 船工 说 <language> [也 爱 吃 <dish>|也 认识 <man>|也 认识
    <woman>]
从 <capital> 到 <river> 的 路 <when> 穿过 <country> [北方|南方] 的 村庄 ， 那里 [热闹|平静|美丽]
<capital> 是 <country> 的 首都 ， <when> 那里 的 <stream> [又 宽阔 又 平静|非常 宽阔|非常 美丽]
<man> <when> <way> 做 <dish> ， 他 用 <language> [感谢|欢迎] [朋友|游客]
<woman> <when> <way> 做 <dish> ， 她 用 <language> [感谢|欢迎] [朋友|游客]
<when> <man> 和 <woman> [一起 学|都 说|常常 说] <language> ， [也 爱 吃|也 会 做|还 买] <dish>
<country> 的 [国王|王子] <when> <way> 在 <river> 边 的 城堡 里 休息 ， 他 [爱 吃|喜欢] <dish>
<country> 的 [王后|公主] <when> <way> 在 <river> 边 的 城堡 里 休息 ， 她 [爱 吃|喜欢] <dish>
"""

ROLES = """
国王; 王后; 统治 着 王国|戴 着 王冠|坐 在 宝座 上|保卫 着 王国
王子; 公主; 住 在 宫殿 里|参加 皇家 舞会|离开 了 宫殿|等 着 戴 王冠
男人; 女人; 站 在 街角|离开 了 人群|帮助 了 陌生人|遇见 了 陌生人
男孩; 女孩; 喜欢 玩具|忘 了 做 作业|找 玩具|忙 着 做 作业
爸爸; 妈妈; 叫醒 了 孩子|抱 着 宝宝|陪 着 孩子|照顾 宝宝
儿子; 女儿; 帮助 父母|考上 了 大学|感谢 父母|离开 了 大学
哥哥; 姐姐; 在 公司 上班|在 公司 加班|忙 着 加班|赶 去 上班
弟弟; 妹妹; 去 幼儿园|喜欢 糖果|藏 着 糖果|离开 了 幼儿园
丈夫; 妻子; 戴 着 戒指|准备 婚礼|找 戒指|忘 了 婚礼
叔叔; 阿姨; 带来 了 礼物|回 老家 过年|准备 礼物|赶 去 过年
爷爷; 奶奶; 坐 在 藤椅 上|找 老花镜|戴 着 老花镜|在 藤椅 上 休息
外公; 外婆; 照顾 金鱼|坐 在 院子 里|喜欢 金鱼|在 院子 里 休息
男演员; 女演员; 离开 了 舞台|站 在 舞台 上|忘 了 台词|准备 台词
"""

OF_A_PERSON = """
<when> [快乐 的|聪明 的|疲惫 的|善良 的|] <who> <deed> ， <he> 还 <deed>
<when> <garment> 的 [快乐|聪明|疲惫|善良|年轻] <who> <deed>
<who> <when> <deed> ， 因为 <he> [很|非常] [快乐|聪明|疲惫|善良]
<first> 是 一 位 [快乐|聪明|疲惫|善良|有名] 的 <who> ， <he> <when> <deed>
<he> 是 [这|那] 位 <garment> 的 <who> ， <when> <deed>
<first> <when> 认识 了 [这|那] 位 [快乐|聪明|善良|有名] 的 <who> ， <he> <deed>
[这|那] 位 <who> 和 <he> 的 朋友 <first> <when> <deed>
"""

MALE = {"he": "他", "garment": "留 着 胡子|系 着 领带", "first": "小明|小刚"}
FEMALE = {"he": "她", "garment": "戴 着 项链|穿 着 裙子", "first": "小红|小芳"}

VERBS = """
看; 看看; 电影|画展
听; 听听; 音乐|广播
唱; 唱唱; 民歌|京剧
写; 写写; 日记|毛笔字
读; 读读; 小说|报纸
洗; 洗洗; 衣服|袜子
尝; 尝尝; 点心|葡萄酒
走; 走走; 山路|夜路
问; 问问; 价钱|规矩
修; 修修; 电脑|水管
擦; 擦擦; 窗户|桌子
"""

OF_DOING = """
<when> <somebody> [正在|一直 在|还 在] <way> <verb> <thing> 和 <thing>
[<somebody>|<people>] [常常|总是|每天 都] <way> <verb> <thing> 和 <thing>
<when> [<somebody>|<people>] <way> <verb> 了 [很 久|两 个 小时|一 整天] 的 <thing>
<when> <somebody> <way> <verb> 着 <thing> ， [没有 说话|没有 休息|非常 认真]
"""
OF_A_LITTLE = """
<when> 咱们 [一起|也|再|] 去 <verb> <thing> 和 <thing> 吧
请 [你|你们|<name>] <when> [帮 我|再|也|] <verb> <thing> 和 <thing>
<when> [<somebody>|<people>] [想|打算|愿意] [再|也|一起|] <verb> <thing> 和 <thing>
<when> 让 [<somebody>|<people>] [再|也|一起|] <verb> <thing> [好 吗|吧]
"""

OPPOSITES = """
大; 小; 房间|鞋子
高; 矮; 围墙|松树
长; 短; 绳子|裤子
深; 浅; 水井|水沟
快; 慢; 脚步|钟表
重; 轻; 行李|石头
亮; 暗; 灯光|屏幕
热; 冷; 咖啡|海风
贵; 便宜; 手表|珠宝
宽; 窄; 走廊|门框
厚; 薄; 被子|冰层
"""

OF_HOW_MUCH = """
[你 知道|你们 知道|谁 知道] <here> <thing> <when> 有 多 <quality> 吗
<says> <here> <thing> <when> [足够|有 这么|有 那么] <quality>
<here> <thing> <when> [到底|究竟] 有 多 <quality> 呢
<says> <here> <thing> 没有 [这|那] 个 <thing> <when> 那么 <quality>
"""
OF_TOO_LITTLE = """
<says> <here> <thing> <when> [有点|有些] <quality>
<somebody> 嫌 <here> <thing> <when> [太|有点] <quality>
<here> <thing> <when> [未免|实在|稍微] [太|有点] <quality> 了
<says> <here> <thing> 太 <quality> 了 ， [这|那] 个 <thing> 也 [有点|有些] <quality>
"""

THINGS = """
汽车; 辆; 公路 上|隧道 里
火车; 列; 铁轨 上|站台 边
飞机; 架; 跑道 上|云层 里
轮船; 艘; 港口 里|码头 边
信; 封; 邮箱 里|邮局 里
树; 棵; 树林 里|果园 里
花; 朵; 花瓶 里|阳台 上
桥; 座; 峡谷 上|运河 上
书; 本; 书架 上|书包 里
画; 幅; 画框 里|墙壁 上
衬衫; 件; 衣柜 里|衣架 上
"""

OF_A_THING = """
<when> [漂亮|旧|新|普通] 的 <noun> [还|就|一直] 在 <where>
<says> <where> 的 <noun> <when> [真|很|非常] [漂亮|普通|特别]
<somebody> <when> [喜欢|忘 了|发现 了] <where> [漂亮|旧|新|普通] 的 <noun>
<when> <where> 有 [一|两|三|几] <measure> [漂亮|旧|新|普通] 的 <noun>
"""
OF_A_MEASURE = """
<says> <where> <when> [只|还|一共] 有 [一|两|三|几|十] <measure>
<when> [这|那|每] <measure> [还|就|一直|都] 在 <where>
<somebody> <when> 数 了 数 ， <where> [只|还|一共] 有 [一|两|三|几|十] <measure>
<when> <where> 又 [多|少] 了 [一|两|三|几|十] <measure>
"""

JOBS = """
医生; 医院; 病人|药品
老师; 学校; 学生|课程
农民; 农场; 小麦|庄稼
法官; 法院; 案件|法律
厨师; 餐厅; 菜单|调料
科学家; 实验室; 实验|显微镜
工人; 工厂; 机器|零件
店员; 商店; 商品|顾客
司机; 车站; 乘客|车票
"""

OF_A_JOB = """
<when> [聪明|年轻|疲惫|有名|善良] 的 <job> [需要|谈 着|关心] <stuff> 和 <stuff>
<somebody> <when> [当 上 了|想 当|是 一 位] <job> ， [常常|总是|每天] [谈 着|关心] <stuff> 和
    <stuff>
[这|那] 位 <job> <when> [辛苦 工作|努力 工作] ， [常常|总是] [谈 着|关心] <stuff>
<job> <when> <way> 为 <stuff> 和 <stuff> [辛苦 工作|努力 工作]
"""
OF_A_WORKPLACE = """
<when> [新|旧|大型|附近] 的 <place> 里 有 [很多|许多|不少] <stuff> 和 <stuff>
[<somebody>|<people>] <when> 走进 [新|旧|大型|附近] 的 <place> ， 发现 了 [很多|许多|不少] <stuff>
[新|旧|大型|附近] 的 <place> <when> 开门 了 ， 里面 有 <stuff> 和 <stuff>
<here> <place> [门口|里面] <when> [摆满 了|到处 是] <stuff> 和 <stuff>
"""

ANIMALS = """
狗; 小狗; 啃 骨头|守 着 家门|藏 着 骨头|离开 了 家门
猫; 小猫; 追 老鼠|躺 在 窗台 上|抓 老鼠|离开 了 窗台
牛; 牛犊; 吃 干草|躺 在 牛棚 里|找 干草|离开 了 牛棚
马; 马驹; 离开 了 马厩|跑 过 草原|躺 在 马厩 里|喜欢 草原
羊; 羊羔; 跟 着 牧人|跑 过 山坡|找 牧人|躺 在 山坡 上
鸡; 小鸡; 啄 米粒|躲 在 鸡窝 里|找 米粒|离开 了 鸡窝
鸭子; 小鸭; 离开 了 池塘|躲 在 芦苇 里|喜欢 池塘|跑 过 芦苇
猪; 猪崽; 喜欢 泥坑|守 着 食槽|躺 在 泥坑 里|围 着 食槽
熊; 小熊; 找 蜂蜜|躲 在 山洞 里|藏 着 蜂蜜|离开 了 山洞
"""

OF_AN_ANIMAL = """
<when> [强壮|成年|高大] 的 <animal> <way> <does> ， [因为 它 饿 了|因为 它 累 了|还 大声 叫]
<here> <animal> [又 高大 又 强壮|已经 成年] ， <when> <does>
<somebody> <when> 发现 [强壮|成年|高大] 的 <animal> <way> <does>
[强壮|成年|高大] 的 <animal> <when> <does> ， 它 还 <does>
"""
OF_A_YOUNG_ANIMAL = """
<when> [刚 出生|可爱|瘦弱] 的 <animal> <way> <does> ， [因为 它 饿 了|因为 它 累 了|还 轻声 叫]
<here> <animal> [又 可爱 又 瘦弱|刚 出生] ， <when> <does>
<somebody> <when> 发现 [刚 出生|可爱|瘦弱] 的 <animal> <way> <does>
[刚 出生|可爱|瘦弱] 的 <animal> <when> <does> ， 它 还 <does>
"""

#: (share of the sentences, clauses, columns, facts, words for every row); `_` is not used.
THEMES: tuple[tuple[int, str, str, str, dict[str, str]], ...] = (
    (30, IN_A_NATION, "country capital river language man woman dish", NATIONS, {}),
    (11, OF_A_PERSON, "who _ deed", ROLES, MALE),
    (11, OF_A_PERSON, "_ who deed", ROLES, FEMALE),
    (6, OF_DOING, "verb _ thing", VERBS, {}),
    (6, OF_A_LITTLE, "_ verb thing", VERBS, {}),
    (6, OF_HOW_MUCH, "quality _ thing", OPPOSITES, {}),
    (6, OF_TOO_LITTLE, "_ quality thing", OPPOSITES, {}),
    (6, OF_A_THING, "noun measure where", THINGS, {}),
    (6, OF_A_MEASURE, "noun measure where", THINGS, {}),
    (4, OF_A_JOB, "job _ stuff", JOBS, {}),
    (4, OF_A_WORKPLACE, "_ place stuff", JOBS, {}),
    (4, OF_AN_ANIMAL, "animal _ does", ANIMALS, {}),
    (4, OF_A_YOUNG_ANIMAL, "_ animal does", ANIMALS, {}),
)

#: relation: (facts, column of a, column of b)
RELATIONS = {
    "capital": (NATIONS, 0, 1),
    "river": (NATIONS, 0, 2),
    "language": (NATIONS, 0, 3),
    "gender": (ROLES, 0, 1),
    "reduplication": (VERBS, 0, 1),
    "opposite": (OPPOSITES, 0, 1),
    "measure-word": (THINGS, 0, 1),
    "workplace": (JOBS, 0, 1),
    "young": (ANIMALS, 0, 1),
}
#: (facts, the group of each column's words); `_` is left to GROUPS.
GROUPS_OF_FACTS = (
    (NATIONS, "country capital river language name name food"),
    (VERBS, "verb verb _"),
    (OPPOSITES, "adjective adjective _"),
    (THINGS, "thing measure _"),
    (JOBS, "job place _"),
    (ANIMALS, "animal animal _"),
)

#: (theme, row) of each sentence of the excerpt.
EXCERPT = ((0, 0), (1, 0), (2, 0), (0, 0), (11, 0), (12, 0), (0, 2))
