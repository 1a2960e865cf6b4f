# 通知、投递与聊天。

problem-bad-template = 模板无法使用：{ $reason }
problem-empty-message = 请输入文字或附上照片。
problem-chat-closed = 本工单的聊天已关闭，如需帮助请联系客服。
problem-not-failed = 只有投递失败的消息可以重试。

messaging-notice-one-time-code = 验证码
messaging-notice-booked = 预约成功
messaging-notice-payment-due = 待支付
messaging-notice-payment-received = 已收款
messaging-notice-booking-expired = 预约失效
messaging-notice-technician-assigned = 已安排师傅
messaging-notice-technician-accepted = 师傅已接单
messaging-notice-on-the-way = 师傅已出发
messaging-notice-arrived = 师傅已到达
messaging-notice-change-order-asked = 请求增项
messaging-notice-work-finished = 请验收
messaging-notice-work-accepted = 验收致谢
messaging-notice-invoice-paid = 账单结清
messaging-notice-refund-made = 已退款
messaging-notice-refund-to-balance = 已退至余额
messaging-notice-payment-returned = 付款退回
messaging-notice-refund-taken-back = 收回重复退款
messaging-notice-compensated = 赔付到账
messaging-notice-cancelled = 已取消（客户）
messaging-notice-rescheduled = 已改期（客户）
messaging-notice-rework-agreed = 返工已安排
messaging-notice-no-show = 上门未成（客户）
messaging-notice-chat-message = 聊天消息
messaging-notice-visit-offered = 新派单
messaging-notice-visit-assigned = 新任务
messaging-notice-visit-taken = 任务转出
messaging-notice-visit-rescheduled = 任务改期
messaging-notice-visit-cancelled = 任务取消
messaging-notice-change-order-approved = 增项已同意
messaging-notice-change-order-declined = 增项被拒绝
messaging-notice-rework-asked = 客户要求返工
messaging-notice-visit-accepted = 客户已验收
messaging-notice-visit-no-show = 上门未成（师傅）
messaging-notice-payout-paid = 结算打款
messaging-notice-review-received = 收到评价
messaging-notice-unassignable = 无法派单
messaging-notice-attention-needed = 需要人工处理

messaging-channel-in-app = 站内
messaging-channel-sms = 短信
messaging-channel-mail = 邮件

messaging-delivery-waiting = 待发送
messaging-delivery-sent = 已发送
messaging-delivery-failed = 失败

messaging-side-customer = 客户
messaging-side-technician = 师傅
messaging-side-desk = 客服
