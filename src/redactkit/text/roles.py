"""Words before a colon that name nobody: labels of forms, and roles."""

from __future__ import annotations

import re

__all__ = ["is_label", "is_role"]

ROLES = (
    "我|我方|我们|本人|对方|他|她|你|您|客服|在线客服|人工客服|智能客服|商家|商家客服|官方客服|售后|售后客服|商户|店家|店主|店长|店员|店方|老板|老板娘|"
    "卖家|买家|顾客|客人|客户|用户|消费者|会员|平台|平台客服|系统|系统消息|系统通知|机器人|前台|收银|服务员|服务生|老师|班主任|家长|学生|学员|教练|医生|护士|患者|"
    "病人|房东|租客|中介|业主|物业|司机|乘客|骑手|外卖员|快递员|师傅|员工|经理|主持人|记者|导游|游客|顾问|管理员|群主|群公告|男|女|男方|女方|甲|乙|丙|丁|甲方|乙方|"
    "问|答|问题|回答|[A-Da-dQq]|[A-D]方|顾客[A-Z甲乙丙]|客户[A-Z甲乙丙]|客人[A-Z甲乙丙]|Agent|Customer|Client|Guest|Host|Staff|Seller|Buyer|Support|Admin|Bot|System|Me|You|Shop|Store|Merchant|"
    "老公|老婆|朋友|妈妈|爸爸|男友|女友|众人|旁白|律师|法官|警察|民警|工作人员|负责人|当事人|投诉人|买方|卖方"
)
ROLE = re.compile(rf"(?:{ROLES})\d?", re.IGNORECASE)
# A label ends in one of these, whatever stands before.
ENDINGS = (
    "号码|时间|日期|期限|时长|地址|电话|手机|座机|热线|传真|方式|金额|价格|费用|数量|名称|姓名|名字|昵称|网名|账户|账号|备注|说明|注意|提示|"
    "状态|类型|类别|型号|规格|颜色|尺码|尺寸|编号|编码|标题|主题|内容|原因|结果|事项|声明|公告|通知|附件|网址|网站|链接|邮箱|邮件|合计|总价|总计|小计|优惠|实付|应付|已付|来源|"
    "地点|位置|地区|项目|步骤|建议|要求|条件|规则|标准|流程|方案|优点|缺点|评分|人均|目的|背景|结论|证据|事实|理由|依据|如下|例如|比如|包括|包含|"
    "产品|品名|成分|产地|厂家|保质期|套餐|运费|单号|订单|发票|税号|开户行|微信号|身份证|证件|记录|回复|回应|答复|评价|诉求|经过|措施|分组|对象|关键词|标签|版本|格式|密码|"
    "收货人|收件人|寄件人|发件人|联系人|联系我们|真实姓名|信息|情况|问题|方法|服务|业务|范围|特色|推荐|菜品|店铺|门店|总店|分店"
)
# Labels as they stand.
WORDS = (
    "注|如|即|价|费|单位|公司|部门|职位|岗位|生日|年龄|性别|职业|学历|民族|籍贯|车型|车牌|房号|房型|楼层|面积|朝向|入住|离店|材质|材料|配料|品牌|商品|口味|环境|限制|"
    "快递|物流|运单|银行|支付|付款|收款|微信|qq|支付宝|抖音|小红书|微博|户名|上午|下午|早餐|午餐|晚餐|第.{1,3}[条点步章节]|其[一二三四五六]|[一二三四五六七八九十]+|\\d+|结语|此致|致|"
    "差评|好评|追评|投诉|事件|案由|处理|话题|来自|大小|桌号|卡号|房间号|车架号|病历号|学号|工号|微信号|QQ号|手机号|电话号|身份证号|学校|班级|科目|专业|课程|课时|技师|主治|医师|诊断|"
    "name|tel|phone|mobile|email|address|date|time|subject|from|to|cc|re|fw|note|ps|p\\.s\\.|https?|total|price|order|room|url|wechat|whatsapp|re:"
)
LABEL = re.compile(rf".{{0,10}}(?:{ENDINGS})|(?:{WORDS})", re.IGNORECASE)


def is_role(name: str) -> bool:
    """Return whether a word says which side speaks, and not who."""
    return bool(ROLE.fullmatch(name.strip()))


def is_label(name: str) -> bool:
    """Return whether a word is a label of forms and articles, which no one goes by."""
    return bool(LABEL.fullmatch(name.strip()))
