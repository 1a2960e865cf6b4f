# 页面框架与组件自带的词句。

ui-skip = 跳到正文
ui-menu = 菜单
ui-navigation = 导航
ui-account = 账户与设置
ui-preferences = 设置
ui-sign-in = 登录
ui-sign-out = 退出登录
ui-theme-auto = 跟随系统
ui-theme-light = 浅色
ui-theme-dark = 深色
ui-home = 回到首页
ui-pages = 翻页
ui-newer = 上一页
ui-older = 下一页
ui-retry = 重试
ui-remove = 移除
ui-optional = 选填
ui-close = 关闭
ui-copy = 复制
ui-copied = 已复制
ui-clear = 清除
ui-sign-here = 请在此处签名
ui-signed-name = 或输入姓名代替签名

ui-slots-morning = 上午
ui-slots-afternoon = 下午
ui-slots-evening = 晚上
ui-slots-free = { $count } 个时段可约
ui-slots-full = 已约满
ui-slots-full-text = 这一天已约满，请看看其他日期。
ui-slots-idle-text = 这一天没有排班。

ui-board-pool = 待派
ui-board-move = 改派
ui-board-visit = 上门
ui-board-technician = 师傅
ui-board-start = 开始时间
ui-board-help = 按回车拿起，方向键移动，回车放下，Esc 取消

ui-problem-invalid = 内容有误
ui-problem-unauthenticated = 请先登录
ui-problem-forbidden = 没有权限
ui-problem-missing = 没有找到
ui-problem-refused = 暂时无法操作
ui-problem-too-many = 操作太频繁
ui-problem-unavailable = 服务暂时不可用
ui-problem-broken = 出了点问题
