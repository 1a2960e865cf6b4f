# 通用问题；各业务的拒绝原因写在各自的文件里。

problem-kind-invalid = 填写的内容有误，请检查后重试。
problem-kind-unauthenticated = 请先登录。
problem-kind-forbidden = 您没有权限进行此操作。
problem-kind-missing = 没有找到您要的内容。
problem-kind-refused = 现在不能这样操作。
problem-kind-conflict = 内容刚刚被他人修改，请刷新后重试。
problem-kind-too-many = 操作过于频繁，请稍后再试。
problem-kind-unavailable = 服务暂时不可用，请稍后再试。
problem-kind-broken = 系统出了点问题，我们已记录，请稍后再试。

problem-broken = 系统出了点问题，我们已记录，请稍后再试。
problem-broken-row = 系统中的一条数据无法读取，我们已记录。
problem-malformed-id = 编号“{ $given }”的格式不正确。
problem-unknown-code = “{ $given }”不在可选值之内：{ $allowed }。
problem-missing = 没有找到您要的内容，或您无权查看。
problem-not-signed-in = 请先登录。
problem-forbidden = 您没有权限进行此操作。
problem-changed-meanwhile = 内容刚刚被他人修改，请刷新后重试。
problem-idempotency-key-reused = 同一个幂等键已用于另一项请求。
problem-busy = 系统正忙，请稍后再试。
problem-required = 此项必填。
problem-too-long = 内容太长了。
problem-out-of-range = 数值超出允许范围。
problem-bad-amount = 金额不正确。
problem-currency-mismatch = 币种不一致。
problem-bad-phone = 电话号码不正确。
problem-bad-mail = 邮箱地址不正确。
problem-bad-place = 位置不正确，或不在服务城市内。
problem-bad-time = 日期或时间不正确。
problem-time-skipped = 当天时钟调整，{ $given } 这个时间不存在，请另选时间。
problem-time-past = 这个时间已经过去，请另选时间。

# Files and services outside.
problem-file-empty = 文件是空的。
problem-file-missing = 文件不存在。
problem-file-too-large = 文件太大。
problem-not-a-photo = 这不是可以识别的照片，请上传 JPEG、PNG 或 WebP。
problem-photo-too-many-pixels = 照片尺寸太大。
problem-gateway-unavailable = 外部服务暂时不可用，请稍后再试。
problem-payment-refused = 支付渠道拒绝了这笔请求。
problem-bad-signature = 签名不正确。
problem-already-exists = 已经存在。
problem-retry = 系统繁忙，请再试一次。
problem-bad-mail-server = 邮件服务器地址应写作 smtps://用户:密码@主机:465、smtp://用户:密码@主机:587?tls=required 或 smtp://主机:25。
problem-bad-mail-sender = “{ $given }”不是邮件地址，请写作 hello@example.org 或 Doorstep <hello@example.org>。
