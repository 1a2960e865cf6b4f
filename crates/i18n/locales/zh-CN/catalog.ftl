# 服务目录：单位、方案、报价明细与拒绝原因。

catalog-unit-hour = 小时
catalog-unit-unit = 台
catalog-unit-item = 件
catalog-unit-seat = 座
catalog-unit-square-metre = 平方米
catalog-unit-square-metre-month = 平方米·月
catalog-unit-cubic-metre = 立方米
catalog-unit-door = 扇
catalog-unit-spot = 处
catalog-unit-visit = 次
catalog-unit-metre = 米
catalog-unit-pair = 副
catalog-unit-job = 单

# 单位的数量。
catalog-amount-hour = { $count } 小时
catalog-amount-unit = { $count } 台
catalog-amount-item = { $count } 件
catalog-amount-seat = { $count } 座
catalog-amount-square-metre = { $count } 平方米
catalog-amount-square-metre-month = { $count } 平方米·月
catalog-amount-cubic-metre = { $count } 立方米
catalog-amount-door = { $count } 扇
catalog-amount-spot = { $count } 处
catalog-amount-visit = { $count } 次
catalog-amount-metre = { $count } 米
catalog-amount-pair = { $count } 副
catalog-amount-job = { $count } 单

catalog-plan-economy = 经济方案
catalog-plan-standard = 标准方案
catalog-plan-premium = 优选方案

catalog-payment-deposit = 先付定金，完工付余款
catalog-payment-pay-after = 完工后付款
catalog-payment-prepay = 上门前付清

catalog-commission-cleaning = 保洁
catalog-commission-repair-labour = 维修人工
catalog-commission-installation = 安装
catalog-commission-appliance = 家电
catalog-commission-plumbing-electric = 水电
catalog-commission-parts = 配件
catalog-commission-inspection = 检测

catalog-visit-fee-unrelated = 与上门费无关
catalog-visit-fee-charges = 即上门费
catalog-visit-fee-credits = 抵扣已付上门费

catalog-photo-before = 服务前
catalog-photo-after = 服务后
catalog-photo-kitchen = 厨房
catalog-photo-bathroom = 卫生间
catalog-photo-damage = 损坏处
catalog-photo-windows = 窗户
catalog-photo-apart = 拆解
catalog-photo-fault = 故障处
catalog-photo-wall = 墙面
catalog-photo-power-off = 断电
catalog-photo-plate = 铭牌
catalog-photo-old-part = 旧件
catalog-photo-parts = 配件
catalog-photo-secured = 固定
catalog-photo-part = 新件
catalog-photo-test = 测试
catalog-photo-inside = 内部
catalog-photo-loading = 装车

catalog-step-tick = 勾选
catalog-step-photo = 拍照
catalog-step-reading = 读数

catalog-gate-nothing = 不作要求
catalog-gate-start = 开工前必做
catalog-gate-finish = 完工前必做

catalog-book-draft = 草稿
catalog-book-published = 已发布

catalog-day-holiday = 节假日
catalog-day-peak = 旺季
catalog-day-workday = 调休上班

catalog-term-furniture-type = 家具类型
catalog-term-material = 材质
catalog-term-brand-tier = 品牌档次
catalog-term-brand = 品牌

catalog-urgency-normal = 按约定时间
catalog-urgency-emergency = 加急

catalog-quote-open = 待确认
catalog-quote-accepted = 已确认
catalog-quote-superseded = 已被替换
catalog-quote-expired = 已过期

catalog-line-base = { $name } × { $quantity }
catalog-line-plan = { $name }（{ $rate }）
catalog-line-brand-tier = 品牌：{ $name }（{ $rate }）
catalog-line-material = 材质：{ $name }（{ $rate }）
catalog-line-difficulty = 难度（{ $rate }）
catalog-line-price-floor = 补足最低单价（每单位 { $bound }）
catalog-line-price-cap = 最高限价优惠（每单位 { $bound }）
catalog-line-minimum = 补足起步价 { $bound }
catalog-line-add-on = { $name } × { $count }
catalog-line-part = 配件：{ $name } × { $count }
catalog-line-floor = 无电梯，步行 { $floors } 层
catalog-line-territory = { $name }（{ $rate }）
catalog-line-travel = 交通费，{ $name }
catalog-line-night = 夜间服务（{ $rate }）
catalog-line-weekend = 周末（{ $rate }）
catalog-line-holiday = { $name }（{ $rate }）
catalog-line-peak = { $name }（{ $rate }）
catalog-line-emergency = 加急（{ $rate }）
catalog-line-visit-fee-credit = 抵扣已付上门费 { $fee }

problem-service-inactive = { $service } 目前暂不提供。
problem-no-price-book = 该日期还没有价目表。
problem-not-priced = { $what } 在该日期还没有价格。
problem-bad-quantity = 单次可下单 { $low } 到 { $high }，您填写的是 { $given }。
problem-unknown-add-on = 没有“{ $given }”这个选项。
problem-bad-add-on-count = “{ $add_on }”可选 1 到 { $high }，您填写的是 { $given }。
problem-unknown-material = 此项服务不适用于材质“{ $given }”。
problem-unknown-brand = 没有“{ $given }”这个品牌或品牌档次。
problem-unknown-furniture = 没有“{ $given }”这种家具类型。
problem-unknown-fault = 故障“{ $given }”不属于这项服务。
problem-unknown-plan = 这项服务没有“{ $given }”方案。
problem-difficulty-by-expert = 难度只能由师傅或客服评定。
problem-too-long-for-visit = 预计需要 { $minutes } 分钟，单次上门最多 { $most } 分钟。请减少数量或致电我们。
problem-quote-expired = 报价已过期，请重新获取报价。
problem-quote-accepted = 这份报价已经确认过了。
problem-quote-superseded = 这份报价已被新报价替换。
problem-quote-not-accepted = 原报价还没有确认。
problem-credit-used = 上门费已在另一份报价中抵扣，请重新获取报价。
problem-quote-tampered = 这份报价的签名不符，未达成任何约定，请重新获取报价。
problem-book-published = 价目表 { $number } 已发布，不能修改。请复制后修改并发布。
problem-book-incomplete = 价目表中以下内容还没有价格：{ $missing }
problem-book-begins-in-past = 价目表的生效日期不能早于今天（{ $today }）。
problem-markup-too-high = { $given } 超出配件加价上限，最高为 { $most }。
problem-catalog-code-taken = 编码“{ $given }”已被使用。
problem-bad-catalog-code = “{ $given }”不是有效的编码。
problem-repeated-catalog-code = “{ $given }”出现了两次。
problem-bad-category-parent = 分类不能放在自己之下。
problem-bad-checklist-step = 步骤“{ $step }”：拍照步骤需写明照片，读数步骤需写明单位，勾选步骤都不需要。
