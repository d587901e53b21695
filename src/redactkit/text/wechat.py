# ruff: noqa: E501 - a pattern reads best on one line
"""How people write that a WeChat ID follows, and what may be one, as pieces of patterns."""

from __future__ import annotations

__all__ = [
    "ID_ANY",
    "ID_LETTERS",
    "ID_MIXED",
    "ID_NUMBER",
    "ID_SPACED",
    "NOT_IDS",
    "NOT_V_WORDS",
    "NOT_WORDS",
    "SYLLABLE",
    "WX_LOOSE",
    "WX_TAIL",
    "WX_WORD",
]

HEART = r"[❤♥♡💗💕💖💓💚💛🧡💙💜🖤🤍💌心♥]\ufe0f?"
STAR = rf"(?:{HEART}|[⭐★☆🌟]\ufe0f?)"
WX_WORD = (
    rf"(?:微\s?(?:[信芯]|{HEART})|[薇威徽维卫溦葳崴V]\s?(?:[信芯星❤♥]|{STAR})|卫星|{HEART}\s?信|"
    rf"(?<![A-Za-z微薇威])(?:[vV]\s?[xX信]|[wW]\s?[xX]|[vVwW]\s?{HEART}|[wW]\s?{HEART}\s?[xX]|[vV]\s?号(?!楼)|(?i:wei)\s?(?:(?i:xin)|信)|(?i:we\s?chat))(?!id_|[A-Za-z]{{2}}[^\s\n]?[\u4e00-\u9fff])|绿泡泡|绿色软件|小绿书号)"
)
WX_LOOSE = r"(?:[加➕+＋]\s?(?:我|个)?\s?[vVwW微薇威维徽溦]|(?<![\u4e00-\u9fffA-Za-z0-9])[vV薇](?=[\s:：])|(?<=[\u4e00-\u9fff])[vV](?=[\s:：])|[薇威溦](?=\s?[:：A-Za-z])|微(?=\s?[:：A-Za-z]))"
WX_TAIL = r"\s?(?:号\s?码?|[iI][dD](?![A-Za-z_])|[帐账]号|同号)?\s?(?:[:：;；=＝>→\-—]|[是为](?!什么)|就是|[:：]?\s)?\s*[（(\[【「]?\s?"
ID_ANY = r"[a-zA-Z][-_a-zA-Z0-9]{5,19}(?![-_a-zA-Z0-9])"
ID_MIXED = r"(?=[-_a-zA-Z0-9]*[-_0-9])[a-zA-Z][-_a-zA-Z0-9]{4,19}(?![-_a-zA-Z0-9])"
ID_SPACED = r"(?:[a-zA-Z0-9_-] ){5,19}[a-zA-Z0-9_-](?![-_a-zA-Z0-9])"
ID_NUMBER = r"[1-9]\d{4,11}(?!\d|[.:]\d|元|块)"
NOT_IDS = r"(?!(?i:windows|android|iphone|harmony|wechat|weixin|version|official|mobile|business|login|error|https?|null|group|service|moments|wxid)(?![-_0-9]))"

# Words that follow WeChat's name in English, and are nobody's ID.
NOT_WORDS = r"(?!(?i:payment|program|account|channels?|desktop|download|support|customer|enterprise|everyday|international|security|developers?|platform|shopping|assistant|messages?|contacts?|settings)(?![-_a-zA-Z0-9]))"
# An ID of letters alone is long and lower-case, and no other word follows.
ID_LETTERS = rf"{NOT_WORDS}[a-z]{{8,20}}(?![-_a-zA-Z0-9])(?!\s?[a-zA-Z])"
# A syllable of Pinyin; none begins with a v.
SYLLABLE = r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])(?:iang|iong|uang|iao|ian|ang|eng|ing|ong|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|er|an|en|in|un|ia|ua|uo|a|o|e|i|u))"

# Words that begin with a v and may end in digits.
NOT_V_WORDS = r"(?!(?i:ip|ivo|ideo|er|log|isa|mware|ue|iew|alue|ol|ga|oucher|pn|ps))"
