"""Dates and times of day as chats write them, as pieces of patterns."""

from __future__ import annotations

__all__ = ["CLOCK", "DAY", "STAMP"]

HALF = r"(?:上午|下午|晚上|中午|凌晨|早上|清晨|傍晚|深夜|午夜|[AaPp]\.?[Mm]\.?)"
WEEKDAY = r"(?:星期|周|礼拜)[一二三四五六日天]"
DAY = (
    r"(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?|\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:[-/.]\d{2,4})?"
    rf"|今天|昨天|前天|刚刚|{WEEKDAY})"
)
CLOCK = rf"(?:{HALF}\s?)?\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?(?:\.\d{{3}})?(?:\s?{HALF})?"
STAMP = rf"(?:{DAY}[,，T]?\s{{0,4}}(?:{WEEKDAY}[,，]?\s{{0,2}})?)?{CLOCK}"
"""A day, where there is one, and the time."""
