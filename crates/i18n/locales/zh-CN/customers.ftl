# 客户档案：联系人、地址、偏好的师傅。

problem-phone-taken = 这个手机号已属于另一位客户。
problem-file-full = 此类条目最多可以保存 { $most } 条，请先删除不用的。
problem-bad-merge = 这两份档案不能合并。

customers-building-apartment = 公寓楼
customers-building-house = 独栋住宅
customers-building-office = 办公室
customers-building-shop = 商铺
customers-building-other = 其他

customers-tie-favourite = 常用师傅
customers-tie-excluded = 不再派此师傅
