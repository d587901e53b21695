"""Secrets that tests plant, and every form in which they must not come out again."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import unicodedata
from urllib.parse import quote

PINYIN = {
    "橙子皮": "cheng zi pi",
    "山野来信": "shan ye lai xin",
    "王女士": "wang nv shi",
    "张三": "zhang san",
}
"""Readings of the Chinese secrets, without tones."""

SECRETS = (
    "138 0013 8000",
    "momo_jiang2019",
    "Momo酱",
    "https://example.org/redactkit-sample",
    "110105194912310021",
    *PINYIN,
)
"""Names, numbers and a code's payload of examples/samples.py, and some of the tests' own."""

CODECS = ("utf-8", "gb18030", "utf-16-le")
DIGESTS = ("md5", "sha1", "sha256", "sha512")


def plain_forms(secret: str) -> set[str]:
    """Return how a secret may be written: as it is, folded, its digits alone, in pinyin."""
    folded = unicodedata.normalize("NFKC", secret).casefold()
    forms = {secret, folded, "".join(secret.split())}
    digits = "".join(sign for sign in secret if sign.isdecimal())
    if len(digits) > 6:
        forms |= {digits, digits[3:]}
    if secret in PINYIN:
        words = PINYIN[secret].split()
        forms |= {joint.join(words) for joint in ("", " ", "-", "_")}
        forms |= {form.replace("nv", "nü") for form in forms} | {"".join(map(str.title, words))}
    return forms


def forms(secret: str) -> set[bytes]:
    """Return every form of a secret that is looked for, as bytes."""
    found: set[bytes] = set()
    for form in plain_forms(secret):
        for text in (form, form[::-1]):
            found |= {text.encode(codec) for codec in CODECS}
            found |= {json.dumps(text)[1:-1].encode(), quote(text).encode()}
            found.add(html.escape(text).encode())
            found.add("".join(f"&#{ord(sign)};" for sign in text).encode())
            for codec in CODECS:
                raw = text.encode(codec)
                found |= {raw.hex().encode(), raw.hex().upper().encode(), *in_base64(raw)}
        for name in DIGESTS:
            digest = hashlib.new(name, form.encode())
            found |= {digest.hexdigest().encode(), base64.b64encode(digest.digest())}
            found.add(digest.digest())
    # three bytes turn up by chance in any picture
    return {form for form in found if len(form) > 4}


def in_base64(raw: bytes) -> set[bytes]:
    """Return what stands in Base64 where ``raw`` begins at any of the three places of a group."""
    found = set()
    for ahead in range(3):
        text = base64.b64encode(b"\0" * ahead + raw + b"\0\0")
        # the first and last group also hold neighbours
        middle = text[4 if ahead else 0 : -4 - 4]
        found |= {middle, middle.replace(b"+", b"-").replace(b"/", b"_")}
    return {form for form in found if len(form) > 7}


ALL = {form: secret for secret in SECRETS for form in forms(secret)}


def told(data: bytes | str) -> list[str]:
    """Return the secrets that occur in ``data`` in any form."""
    raw = data.encode() if isinstance(data, str) else data
    folded = raw.lower()
    return sorted({secret for form, secret in ALL.items() if form in raw or form.lower() in folded})
