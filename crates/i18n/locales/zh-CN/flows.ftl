flows-cancellation-fee = 取消费
problem-hold-differs = 占位的时段与当前服务或地址不符，请重新选择时间。
problem-quote-for-elsewhere = 该报价属于其他区域，请为此地址重新报价。
flows-payment-mismatched = 有一笔收款与应收不符，已转入待查。
flows-refund-failed = 支付渠道拒绝了一笔退款。
