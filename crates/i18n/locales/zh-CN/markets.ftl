problem-outside-territories = 该地址暂不在服务范围内。
problem-bad-ring = 边界至少需要三个有效的坐标点。
problem-bad-code = “{ $given }”不能作为编码：请使用不超过 40 位的小写字母、数字和短横线。
problem-code-taken = 编码“{ $code }”已被使用。
problem-bad-policy = 无法识别这些设置：{ $reason }
