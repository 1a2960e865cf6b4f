# 评价。

problem-already-reviewed = 您已评价过这次服务，可以在期限内修改。
problem-review-final = 评价只能在发表后 { $days } 天内修改。
problem-too-early-to-review = 服务完成后才能评价。
problem-too-late-to-review = 服务完成 { $days } 天后不能再评价。
problem-bad-score = 评分须为 1 到 5。
problem-already-replied = 这条评价已有回复。
problem-review-not-shown = 未公开的评价不能回复。

feedback-dimension-overall = 总体
feedback-dimension-punctuality = 准时
feedback-dimension-workmanship = 手艺
feedback-dimension-communication = 沟通
feedback-dimension-cleanliness = 整洁
feedback-dimension-price-transparency = 价格透明

feedback-tag-on-time = 准时
feedback-tag-careful = 细致
feedback-tag-friendly = 态度好
feedback-tag-explained-well = 讲解清楚
feedback-tag-tidy = 收拾干净
feedback-tag-fair-price = 价格公道
feedback-tag-late = 迟到
feedback-tag-careless = 粗糙
feedback-tag-unfriendly = 态度差
feedback-tag-explained-little = 说明不清
feedback-tag-untidy = 未清理现场
feedback-tag-overcharged = 多收费

feedback-state-shown = 已公开
feedback-state-held = 待审核
feedback-state-hidden = 已隐藏
