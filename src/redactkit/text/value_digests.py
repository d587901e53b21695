"""Seals: keyed digests by which the holder of a key can later prove what was removed.

A plain digest of a phone number gives it away: all of them can be tried in an hour. An
HMAC-SHA256 (RFC 2104) under a key that is kept apart cannot be tried without the key.
"""

from __future__ import annotations

import hmac
import unicodedata

from redactkit.core.kinds import Kind
from redactkit.text.case import name_key

__all__ = ["KEY_BYTES", "ValueDigests", "written_form"]

KEY_BYTES = 32
"""Length of a key: that of the digest, as RFC 2104 advises."""

MOBILE = 11
"""Digits of a Chinese mobile number; what stands before them is the country's code."""


class ValueDigests:
    """Makes seals under one key; no repr shows it.

    Raises:
        ValueError: the key is shorter than `KEY_BYTES`.
    """

    def __init__(self, key: bytes) -> None:
        """Hold the key."""
        if len(key) < KEY_BYTES:
            msg = f"a key has at least {KEY_BYTES} bytes"
            raise ValueError(msg)
        self._key = key

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return "ValueDigests()"

    def of(self, kind: Kind, value: str) -> str:
        """Return the seal of a value in hex; empty for a value without a sign that counts."""
        form = written_form(kind, value)
        if not form:
            return ""
        message = f"redactkit\0{kind}\0{form}".encode()
        return hmac.new(self._key, message, "sha256").hexdigest()

    def kinds_of(self, seal: str, value: str) -> list[Kind]:
        """Return the kinds as which ``value`` has this seal; none where it is another's."""
        return [kind for kind in Kind if hmac.compare_digest(self.of(kind, value), seal)]


def written_form(kind: Kind, value: str) -> str:
    """Return a value as it is sealed, so that ways of writing it make no difference.

    Of numbers the digits and a closing X count, of a mobile number without the country's
    code; of names what `aliases.name_key` keeps; of everything else all but blanks and case.
    """
    if kind.spec.form == "name":
        return name_key(value)
    plain = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    if kind.spec.form != "number":
        return plain
    digits = "".join(sign for sign in plain if sign.isdecimal() or sign == "x")
    abroad = digits.removeprefix("00").removeprefix("86")
    return abroad if kind is Kind.PHONE and len(abroad) == MOBILE else digits
