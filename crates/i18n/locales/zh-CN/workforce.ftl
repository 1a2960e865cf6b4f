# 师傅、班次、证书、请假。

problem-technician-phone-taken = 该手机号已被另一位师傅使用。
problem-bad-shift = 班次的结束时间须晚于开始时间，不得重叠，且每天合计不超过 { $minutes_max } 分钟。
problem-no-free-day = 每周最多排 { $days_max } 个工作日。
problem-technician-left = 这位师傅已离职。
problem-technician-on-leave = 您正在休假，不能上线接单。
problem-time-off-decided = 该请假申请已处理或已撤回（{ $state }）。
problem-time-off-overlaps = 与其他请假时间重叠。
problem-bad-certificate-dates = 证书到期日不能早于发证日。
