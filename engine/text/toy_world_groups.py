"""Every word of the toy world that no table of facts has placed belongs to the group named here.

Plain data, read by `engine/text/toy_world.py`. What is said here goes before what a column says: a
car stands in a table of things, and is a vehicle.
"""

EN = {
    "royal": "king queen prince princess",
    "person": """
        man woman boy girl children baby parents people friend friends mayor visitors stranger
        crowd army shepherd pupils patients
    """,
    "family": """
        father mother son daughter brother sister husband wife uncle aunt grandfather grandmother
        twin cousins
    """,
    "job": "actor actress waiter waitress",
    "name": "tom john lucy mary",
    "animal": "fish mouse giraffe falcon",
    "food": "bread flour milk honey sugar soup gravy cinnamon wheat crops",
    "vehicle": "boat boats ferry rocket metro",
    "place": """
        country city river capital border bridge castle palace kingdom hotel house museum village
        villages streets road path park lake ocean canyon hill hills cave barn stable orchard
        corner stage tunnel track platform runway north south world tower college
    """,
    "nature": """
        water waves mud reeds snow glacier rain clouds star stone thunder hay roses seeds wool
    """,
    "thing": """
        anchor armchair ball beard blanket bone bottle candles cargo choir coins crown diary dress
        drum glasses homework ladder lamp leash lessons letter loans marathon medicine menu
        necklace pencil picture pillow prayers presents rails ring rope saddle sails script sofa
        songs throne tie toys tray trough tyres waltz wedding thing
    """,
    "verb": """
        became began brings buy buys carries catches cook cooked cooks crosses does feeds
        finds flows has helps hides invites is are was were know knows learns leave leaves like
        likes loses love loves meets need needs opens plays pulls rests rows rules saves saw say
        says see seems sees sells sits smell stopped takes talks tasted tells thanks think thinks
        visit wait waited waits wakes want wears works visits
    """,
    "adjective": """
        big busy calm clever crowded famous full golden good happy hungry kind large little long new
        newborn old rich royal small strong tiny tired white wide young
    """,
    "adverb": """
        again always far happily hard just later never now often once quickly quietly slowly
        soon still then
    """,
    "time": "day last morning night summer sunday today tomorrow week winter year yesterday",
    "function": """
        . a about above all along an and as at because but by can even every for from he her his
        how i in it its let many me much must my near no not of on one others our over quite
        really she so some than that the their them there these they this those to too under up us
        very we when where while who will with you your past
    """,
}

ZH = {
    "royal": "国王 王后 王子 公主",
    "person": """
        男人 女人 男孩 女孩 孩子 宝宝 人民 人群 朋友 游客 市长 军队 船工 陌生人 牧人 学生 病人 顾客
        乘客 大家
    """,
    "family": """
        爸爸 妈妈 儿子 女儿 哥哥 姐姐 弟弟 妹妹 丈夫 妻子 叔叔 阿姨 爷爷 奶奶 外公 外婆 父母
    """,
    "job": "男演员 女演员",
    "name": "小明 小刚 小红 小芳",
    "animal": "老鼠 金鱼",
    "food": "糖果 点心 葡萄酒 咖啡 蜂蜜 米粒 小麦 庄稼 调料",
    "vehicle": "汽车 火车 飞机 轮船 地铁 渡船",
    "nature": "树 花 松树 石头 冰层 海风 河水 云层 干草 芦苇 泥坑",
    "place": """
        国家 城市 河流 首都 城堡 宫殿 王国 村庄 街道 街角 酒店 博物馆 公司 幼儿园 大学 老家 院子
        家门 门口 里面 附近 房间 走廊 围墙 窗台 阳台 公路 隧道 铁轨 站台 跑道 港口 码头 邮局 树林
        果园 峡谷 运河 水井 水沟 池塘 草原 山坡 山洞 山路 夜路 牛棚 马厩 鸡窝 路 路边 镇上 山上
        我家 边境 北方 南方 舞台
    """,
    "thing": """
        书包 书架 衣柜 衣架 画框 墙壁 花瓶 邮箱 屏幕 灯光 手表 钟表 珠宝 行李 绳子 裤子 鞋子 被子
        门框 脚步 衣服 袜子 桌子 窗户 电脑 水管 报纸 小说 日记 毛笔字 民歌 京剧 音乐 广播 电影 画展
        价钱 规矩 王冠 宝座 舞会 戒指 婚礼 礼物 藤椅 老花镜 台词 玩具 作业 项链 裙子 胡子 领带 招牌
        骨头 食槽 药品 课程 案件 法律 菜单 实验 显微镜 机器 零件 商品 车票
    """,
    "verb": """
        上班 加班 休息 住 保卫 做 关心 准备 出生 划船 参加 叫 叫醒 发现 吃 唱歌 啃 啄 喜欢 回 围 坐
        守 学 等 工作 带 带来 帮 帮助 开门 当 忘 想 感谢 愿意 戴 打算 找 抓 抱 摆满 数 是 有 欢迎
        流过 照顾 爱 用 留 会 知道 离开 穿 穿过 站 系 统治 考上 藏 觉得 认识 让 说 说话 请 谈 赞美
        走进 赶 跑 跟 躲 躺 过 过年 追 遇见 需要 钓鱼 陪 买 卖 去 嫌 听说 看来 没有 到
    """,
    "adjective": """
        古老 可爱 善良 大型 宽阔 富饶 平静 年轻 强壮 忙 快乐 拥挤 新 旧 普通 有名 漂亮 热闹
        特别 疲惫 瘦弱 皇家 累 美丽 聪明 认真 辛苦 饿 高兴 高大 成年 好
    """,
    "adverb": """
        一直 一起 一共 不少 又 再 刚 到处 到底 努力 只 同时 后来 大声 轻声 太 实在 已经 常常 总是
        悄悄 慢慢 接着 有些 有点 未免 正在 然后 独自 真 稍微 究竟 足够 非常 很 还 也 都 就 多 少
        很多 许多
    """,
    "time": "今天 傍晚 冬天 夏天 周末 早上 整天 每天 每年 小时 久",
    "measure": "个 位",
    "function": """
        。 ， 一 三 上 不过 两 为 了 从 他 他们 你 你们 几 十 吗 吧 呢 和 咱们 因为 在 地 她 它
        我 我们 每 的 着 而且 谁 边 这 这么 这里 那 那么 那里 里
    """,
}
