# 资金：拒绝原因、业务类型与状态。

problem-billing-wrong-state = 当前状态为“{ $state }”，不能这样操作。
problem-billing-invoice-exists = 该工单已经有账单。
problem-billing-no-lines = 账单至少要有一行。
problem-billing-bad-line = 金额 { $amount } 与该行类型不符。
problem-billing-negative-total = 账单金额不能小于零。
problem-billing-deposit-too-large = 定金不能超过总额 { $total }。
problem-billing-invoice-final = 账单已确定，不能再修改。
problem-billing-nothing-due = 没有待付金额。
problem-billing-more-than-due = 超过了应付金额 { $due }。
problem-billing-balance-too-low = 余额不足，还差 { $missing }。
problem-billing-more-than-paid = 最多可退 { $limit }。
problem-billing-reference-used = 流水号“{ $reference }”已经登记过。
problem-billing-hold-state = 该工单的资金已被冻结，或并未冻结。
problem-billing-cause-used = 同一原因已经赔付或扣罚过。
problem-billing-waived-too-much = 仅可在验收后付清余款时抹去不足一元的零头。
problem-billing-wrong-refund-way = 这笔退款不能人工确认。
problem-billing-bad-rates = 分账比例不能为负，也不能超过全额。
problem-billing-rule-in-past = 佣金规则不能从过去开始。
problem-billing-rule-exists = 同一生效时间的规则已经存在。
problem-billing-settlement-exists = { $day } 的结算批次已经存在。
problem-billing-nothing-to-settle = 没有达到结算金额的师傅。

billing-fact-payment-received = 收到付款
billing-fact-balance-paid = 余额支付
billing-fact-invoice-recognised = 验收分账
billing-fact-rounding-waived = 抹零
billing-fact-escrow-refunded = 托管资金退款
billing-fact-credit-granted = 验收后减免
billing-fact-refund-paid = 退款到账
billing-fact-refund-to-balance = 退款至余额
billing-fact-earning-released = 师傅收入解冻
billing-fact-earning-frozen = 师傅收入冻结
billing-fact-retention-released = 质保金释放
billing-fact-compensation-granted = 赔付
billing-fact-penalty-charged = 违约扣款
billing-fact-cash-netted = 代收现金抵扣
billing-fact-cash-handed-over = 代收现金上交
billing-fact-payout-sent = 结算打款
billing-fact-suspense-received = 收到待查款
billing-fact-suspense-paid = 转出待查款
billing-fact-suspense-applied = 待查款转入余额
billing-fact-suspense-returned = 待查款退回
billing-fact-balance-returned = 余额提现

billing-invoice-open = 待付款
billing-invoice-partly-paid = 部分付款
billing-invoice-paid = 已付清
billing-invoice-void = 已作废
billing-invoice-refunded = 已退款

billing-line-service = 服务
billing-line-part = 配件
billing-line-fee = 费用
billing-line-surcharge = 加价
billing-line-cancellation = 取消费
billing-line-coupon = 优惠
billing-line-adjustment = 调整

billing-category-cleaning = 保洁
billing-category-repair = 维修
billing-category-parts = 配件
billing-category-installation = 安装
billing-category-appliance = 家电
billing-category-plumbing-electric = 水电
billing-category-fees = 费用

billing-party-tax = 税费
billing-party-platform = 平台
billing-party-agent = 代理
billing-party-shop = 合作店
billing-party-insurance = 保险
billing-party-technician = 师傅
billing-party-coupon = 平台承担的优惠

billing-channel-cash = 现金
billing-channel-transfer = 银行转账
billing-channel-balance = 余额
billing-channel-online = 线上支付

billing-payment-created = 准备中
billing-payment-pending = 待支付
billing-payment-paid = 已支付
billing-payment-partly-refunded = 部分退款
billing-payment-refunded = 已退款
billing-payment-failed = 支付失败
billing-payment-closed = 已关闭

billing-receipt-applied = 已入账
billing-receipt-surplus = 已转入余额
billing-receipt-suspense = 待查
billing-receipt-resolved = 已处理

billing-refund-requested = 退款中
billing-refund-done = 已退款
billing-refund-failed = 退款失败
billing-refund-paid-twice = 重复退款

billing-bearer-shared = 各方按比例承担
billing-bearer-platform = 平台承担
billing-bearer-technician = 师傅承担

billing-earning-frozen = 冻结
billing-earning-available = 已解冻

billing-settlement-open = 待核对
billing-settlement-locked = 已锁定
billing-settlement-approved = 打款中
billing-settlement-paid = 已结清
billing-settlement-failed = 部分失败

billing-payout-planned = 待打款
billing-payout-sent = 已提交银行
billing-payout-paid = 已到账
billing-payout-failed = 银行退回
billing-payout-dropped = 已移出
billing-refund-reason-cancelled = 订单已取消
billing-refund-reason-overpaid = 支付金额多于实际费用
billing-refund-reason-ended = 付款到账前订单已结束
billing-refund-reason-paid-twice = 该账单此前已付清
billing-refund-reason-more-than-open = 应付金额少于本次付款
problem-billing-fee-charged = { $job } 结束时已收取费用，订单已关闭，请新建订单。
billing-fact-suspense-recovered = 从余额收回重复退款
billing-fact-suspense-repaid = 客户退回重复退款
billing-fact-suspense-borne = 公司承担重复退款
problem-billing-compensation-too-large = 此订单最多还可赔付 { $limit }。
