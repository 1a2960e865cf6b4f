# 各处通用的词句、数量与时间。

figures-metres = { $metres } 米
figures-kilometres = { $kilometres } 公里
figures-minutes = { $minutes } 分钟
figures-hours = { $hours } 小时
figures-hours-minutes = { $hours } 小时 { $minutes } 分钟

moments-today = 今天
moments-tomorrow = 明天
moments-yesterday = 昨天
moments-just-now = 刚刚
moments-minutes-ago = { $minutes } 分钟前
moments-hours-ago = { $hours } 小时前

locale-name = 简体中文
