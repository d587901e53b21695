"""What the law and one case say, quoted as facts for the report; no advice follows from them.

Articles are from the texts promulgated as Presidential Orders 45 (2020) and 91 (2021), quoted
word for word; ``……`` marks what was left out. The English is a working translation of ours.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FACTS", "LIMITS", "Fact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One source: where, what it says in Chinese, and that in English."""

    where: tuple[str, str]
    zh: str
    en: str


CODE = (
    "《中华人民共和国民法典》（主席令第四十五号，2020）",
    "Civil Code (Presidential Order 45, 2020)",
)
PIPL = (
    "《中华人民共和国个人信息保护法》（主席令第九十一号，2021）",
    "Personal Information Protection Law (Presidential Order 91, 2021)",
)

CASE_ZH = (
    "最高人民法院《网络消费典型案例》之二，2023年3月15日："
    "商家因“差评”擅自公布消费者个人信息构成侵权——张某等人诉某商家网络侵权责任纠纷案"
)
CASE_EN = (
    "Supreme People's Court, typical cases of online consumption, no. 2, 15 March 2023: "
    "Zhang and others v. a merchant"
)

FACTS = (
    Fact(
        where=(f"{CODE[0]}第一千零三十二条", f"{CODE[1]}, art. 1032"),
        zh="自然人享有隐私权。任何组织或者个人不得以刺探、侵扰、泄露、公开等方式侵害他人的隐私权。"
        "隐私是自然人的私人生活安宁和不愿为他人知晓的私密空间、私密活动、私密信息。",
        en="Natural persons have a right to privacy. Privacy is the peace of private life, and the "
        "private space, private activities and private information that a person does not want "
        "others to know.",
    ),
    Fact(
        where=(f"{CODE[0]}第一千零三十四条", f"{CODE[1]}, art. 1034"),
        zh="自然人的个人信息受法律保护。个人信息是以电子或者其他方式记录的能够单独或者与其他信息"
        "结合识别特定自然人的各种信息，包括自然人的姓名、出生日期、身份证件号码、生物识别信息、"
        "住址、电话号码、电子邮箱、健康信息、行踪信息等。个人信息中的私密信息，适用有关隐私权的规定；"
        "没有规定的，适用有关个人信息保护的规定。",
        en="Personal information is any recorded information that can identify a particular person "
        "alone or together with other information: name, date of birth, ID number, biometrics, "
        "address, telephone number, e-mail, health, whereabouts and so on. What of it is private "
        "comes under the rules on privacy first.",
    ),
    Fact(
        where=(f"{PIPL[0]}第四条", f"{PIPL[1]}, art. 4"),
        zh="个人信息是以电子或者其他方式记录的与已识别或者可识别的自然人有关的各种信息，"
        "不包括匿名化处理后的信息。个人信息的处理包括个人信息的收集、存储、使用、加工、传输、"
        "提供、公开、删除等。",
        en="Personal information relates to an identified or identifiable person. Handling it "
        "includes collecting, storing, using, processing, transmitting, providing, publishing "
        "and deleting it.",
    ),
    Fact(
        where=(f"{PIPL[0]}第五十一条", f"{PIPL[1]}, art. 51"),
        zh="个人信息处理者应当根据个人信息的处理目的、处理方式、个人信息的种类以及对个人权益的影响、"
        "可能存在的安全风险等，采取下列措施确保个人信息处理活动符合法律、行政法规的规定，并防止"
        "未经授权的访问以及个人信息泄露、篡改、丢失：……（三）采取相应的加密、去标识化等安全技术"
        "措施；……",
        en="Handlers take technical security measures such as encryption and de-identification.",
    ),
    Fact(
        where=(f"{PIPL[0]}第五十五条", f"{PIPL[1]}, art. 55"),
        zh="有下列情形之一的，个人信息处理者应当事前进行个人信息保护影响评估，并对处理情况进行记录："
        "（一）处理敏感个人信息；……（三）委托处理个人信息、向其他个人信息处理者提供个人信息、"
        "公开个人信息；……",
        en="Before handling sensitive personal information or publishing personal information, "
        "handlers assess the impact on its protection and record the handling.",
    ),
    Fact(
        where=(f"{PIPL[0]}第七十三条", f"{PIPL[1]}, art. 73"),
        zh="本法下列用语的含义：……（三）去标识化，是指个人信息经过处理，使其在不借助额外信息的情况下无法识别特定自然人的"
        "过程。（四）匿名化，是指个人信息经过处理无法识别特定自然人且不能复原的过程。",
        en="De-identification: after it, a particular person cannot be identified without further "
        "information. It is told apart from a process after which nobody can be identified and "
        "nothing restored.",
    ),
    Fact(
        where=(
            CASE_ZH,
            CASE_EN,
        ),
        zh="审理法院认为，消费者在经营者提供的包间内的活动具有私密性，商家为了澄清“差评”通过微信"
        "公众号公开消费者包间内监控录像并称可提供全程录像，构成对消费者隐私权的侵害；商家未经张某"
        "等人同意公布其微信个人账号信息，侵害了张某等人的个人信息权益。……判令商家立即停止公开监控"
        "录像，删除公众号文章中“可向公众提供全程监控录像”表述及张某等人的微信个人账号信息，在微信"
        "公众号发布致歉声明，并向张某等人赔偿精神损害抚慰金。（据公开报道，商家提出露脸处已打马赛克、"
        "头像昵称微信号无法识别个人的抗辩，未被采纳。）",
        en="What customers do in a private room is private. Publishing clips from its CCTV and "
        "offering the full footage infringed their privacy; publishing their WeChat account "
        "details without consent infringed their rights in personal information. The merchant "
        "was ordered to stop, to delete that sentence and those details, to apologise and to pay "
        "damages. "
        "(Press reports say that its defence was not accepted: faces were mosaicked; avatars, "
        "nicknames and WeChat IDs identify nobody.)",
    ),
)
"""Quoted in the report in this order."""

LIMITS_ZH = (
    "本报告只陈述工具做了什么，不是法律意见，也不表示当事人无法被认出或公开行为合法；"
    "是否公开、公开哪些内容，须由有权决定的人另行判断。"
)
LIMITS_EN = (
    "This report states what the tool did. It is no legal advice, and does not say that nobody "
    "can be recognised or that publishing is lawful; that is for a person to decide."
)
LIMITS = LIMITS_ZH, LIMITS_EN
"""What the report does not say."""
