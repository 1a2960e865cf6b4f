# 登录、验证码、员工与接口令牌。

problem-wrong-one-time-code = 验证码不正确，还可以再试 { $tries_left } 次。
problem-code-exhausted = 验证码输错次数过多，请重新获取。
problem-code-expired = 验证码已失效，请重新获取。
problem-code-too-often = 获取验证码过于频繁，请 { $seconds } 秒后再试。
problem-wrong-login = 账号或密码不正确。
problem-sign-in-locked = 密码输错次数过多，请 { $minutes } 分钟后再试。
problem-wrong-password = 当前密码不正确。
problem-weak-password = 密码太容易被猜到：至少 { $length_min } 个字符，不要包含账号，也不要与原密码相同。
problem-bad-login = 账号须为 3 到 80 个字符，且不含空格。
problem-login-taken = 账号“{ $login }”已被使用。
problem-beyond-authority = 您不能授予或更改超出自己权限的内容。
problem-last-owner = 至少要保留一位在用的所有者。
problem-not-yourself = 不能停用自己的账号。
problem-bad-scope = 接口令牌不能拥有权限“{ $scope }”。

access-role-owner = 所有者
access-role-manager = 城市经理
access-role-dispatcher = 调度员
access-role-service-desk = 客服
access-role-accountant = 财务
access-role-catalog-editor = 价目编辑
access-role-auditor = 审计员

access-theme-auto = 跟随系统
access-theme-light = 浅色
access-theme-dark = 深色
