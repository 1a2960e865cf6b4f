# 账本：拒绝原因与科目名称。

problem-ledger-unbalanced = 借贷不平，相差 { $difference }。
problem-ledger-empty-entry = 一笔转账至少要有两条分录，且金额不能为零。
problem-ledger-wrong-owner = 科目“{ $account }”不能属于该主体。
problem-ledger-overdrawn = 余额不足，还差 { $missing }。
problem-ledger-different-fact = 这笔业务已经入账，但金额不同。
problem-ledger-already-resolved = 这笔转账已经处理完毕。
problem-ledger-not-reversible = 这笔转账不能冲销。

ledger-account-cash-office = 库存现金
ledger-account-cash-held = 师傅代收现金
ledger-account-cash-bank = 银行存款
ledger-account-cash-online = 线上支付渠道资金
ledger-account-customer-receivable = 应收客户款
ledger-account-merchant-receivable = 应收商户款
ledger-account-inventory = 配件库存
ledger-account-customer-balance = 客户余额
ledger-account-escrow = 验收前托管资金
ledger-account-refund-payable = 待退款
ledger-account-deferred-revenue = 预收卡券款
ledger-account-technician-available = 师傅可提现
ledger-account-technician-frozen = 师傅冻结款
ledger-account-technician-retained = 师傅质保金
ledger-account-shop-payable = 应付合作店
ledger-account-agent-payable = 应付代理
ledger-account-deposits-held = 保证金
ledger-account-insurance-premium = 代收保险费
ledger-account-tax-payable = 应交税费
ledger-account-points-liability = 积分负债
ledger-account-suspense = 待查款
ledger-account-revenue-cleaning = 佣金收入：保洁
ledger-account-revenue-repair = 佣金收入：维修
ledger-account-revenue-installation = 佣金收入：安装
ledger-account-revenue-appliance = 佣金收入：家电
ledger-account-revenue-plumbing-electric = 佣金收入：水电
ledger-account-revenue-fees = 佣金收入：上门费与取消费
ledger-account-parts-revenue = 佣金收入：配件
ledger-account-penalties-income = 违约金收入
ledger-account-parts-cost = 配件成本
ledger-account-coupon-expense = 优惠支出
ledger-account-compensation-expense = 赔付支出
ledger-account-insurance-claims = 保险理赔支出
ledger-account-channel-fees = 支付手续费
ledger-account-rounding = 尾差

ledger-class-asset = 资产
ledger-class-liability = 负债
ledger-class-income = 收入
ledger-class-expense = 费用

ledger-side-debit = 借
ledger-side-credit = 贷

ledger-transfer-pending = 待确认
ledger-transfer-posted = 已入账
ledger-transfer-voided = 已作废
