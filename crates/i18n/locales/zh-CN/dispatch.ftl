# 可约时段、占位、派单邀约、派工及其理由。

problem-slot-taken = 该时段刚被他人约走，请另选时间。
problem-slot-not-offered = 该时间不可预约，请从列出的时段中选择。
problem-hold-expired = 为您保留的时段已过期，请重新选择时间。
problem-hold-used = 该保留时段已被使用或已释放。
problem-too-many-holds = 您已保留 { $max } 个时段，请先完成预约或释放一个。
problem-visit-already-planned = 这次上门已安排好时间。
problem-visit-not-plannable = 这次上门已结束，或师傅已在路上。
problem-nobody-can = 该时间没有师傅可以上门。
problem-technician-cannot = 这位师傅该时间不能上门，未满足的规则：{ $rules }。
problem-rule-not-overrulable = 规则“{ $rule }”不可忽略。
problem-technician-pinned = 这次上门的师傅已锁定，请先解除锁定。
problem-nobody-named = 客户没有指定师傅。
problem-offer-expired = 接单时间已过。
problem-offer-answered = 该邀约已答复。
problem-offer-withdrawn = 该邀约已失效。
problem-offer-of-other-kind = 该邀约不能以这种方式答复。
problem-reason-needed = 请填写原因。

dispatch-rule-status = 目前不在岗
dispatch-rule-on-duty = 未上线接单
dispatch-rule-not-excluded = 客户不希望这位师傅上门
dispatch-rule-declined = 已拒绝或未答复这次上门
dispatch-rule-named = 客户指定了其他师傅
dispatch-rule-gender = { $wanted ->
    [female] 客户要求女师傅
   *[male] 客户要求男师傅
}
dispatch-rule-territory = 不服务该区域
dispatch-rule-skill = 需要 { $skill } { $needed } 级，现为 { $level }
dispatch-rule-certificate = 证书“{ $certificate }”缺失或已过期（有效期至 { $until }）
dispatch-rule-difficulty = 难度 { $difficulty } 超出 { $level } 级师傅的上限 { $max }
dispatch-rule-apprentice = 学徒不得单独上门
dispatch-rule-shift = { $case ->
    [outside] 当天上班，但不在该时段
   *[free] 当天不上班
}
dispatch-rule-time-off = 请假中
dispatch-rule-visits-max = 当天已有 { $max } 单，达到上限
dispatch-rule-hours-max = 当天工时将超出上限 { $minutes } 分钟
dispatch-rule-route = { $case ->
    [late] 将晚于时间窗 { $minutes } 分钟到达
    [overtime] 将在下班后 { $minutes } 分钟才能回到家
    [past] 该时间已过
   *[room] 已约的上门之间没有空当
}
dispatch-rule-reserve = 当天 { $percent }% 的工时为急单预留
dispatch-rule-crew = 同一时间凑不齐 { $needed } 人

dispatch-part-travel = 路程
dispatch-part-skill = 技能
dispatch-part-punctuality = 准时
dispatch-part-rating = 评分
dispatch-part-load = 工作量
dispatch-part-familiarity = 熟悉客户
dispatch-part-slack = 时间余量

dispatch-why-chosen = 多走 { $travel } 分钟，{ $level } 级对 { $needed } 级要求，评分 { $rating }
dispatch-why-lower-score = 也可上门，得分 { $score }
dispatch-points-behind = 比{ $who }低 { $points } 分（{ $score } 对 { $best }）
dispatch-points-level = 与{ $who }同分（{ $score }）
dispatch-points-ahead = 比{ $who }高 { $points } 分（{ $score } 对 { $best }），但未按得分决定
dispatch-behind-travel = 多走 { $theirs } 分钟，对方 { $best } 分钟
dispatch-behind-skill = { $theirs } 级，比对方 { $best } 级更超出要求
dispatch-behind-punctuality = 准时率 { $theirs }%，对方 { $best }%
dispatch-behind-rating = 评分 { $theirs }，对方 { $best }
dispatch-behind-load = 当天已有 { $theirs } 单，对方 { $best } 单
dispatch-behind-familiarity = 没有服务过这位客户
dispatch-behind-slack = 时间余量 { $theirs } 分钟，对方 { $best } 分钟
dispatch-why-nobody = 该时间窗内没有师傅可以上门。

dispatch-relax-later-window = 时间窗延后 { $minutes } 分钟即可上门
dispatch-relax-earlier-window = 时间窗提前 { $minutes } 分钟即可上门
dispatch-relax-overtime = 加班 { $minutes } 分钟即可上门
dispatch-relax-lower-level = 若 { $skill } { $level } 级也可接受，即可上门
dispatch-relax-displace = 若当天另一单（{ $visit }）改期，即可上门

dispatch-trouble-nobody-can = 没有师傅能接这一单
dispatch-trouble-nobody-took-it = 没有师傅接单
dispatch-trouble-named-declined = 指定的师傅不能上门，请询问客户
dispatch-trouble-taken-off = 已从师傅处撤回
dispatch-trouble-by-hand = 待人工派单
