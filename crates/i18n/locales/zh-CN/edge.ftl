problem-forged-form = 表单已失效，请刷新页面后重试。
problem-malformed-input = 无法读取输入内容：{ $reason }
problem-input-too-large = 内容过大，无法一次提交。
problem-too-many-requests = 请求过于频繁，请稍后再试。
problem-no-such-page = 页面不存在。
problem-no-market = 尚未开通任何城市。
