"""Read a picture upright, and write it with nothing but its pixels."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from redactkit.core.errors import MediaError
from redactkit.core.frames import Frame, MediaInfo
from redactkit.media import heic as media_heic
from redactkit.media.block_grid import codec_blocks_of
from redactkit.media.source import check_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from redactkit.core.frames import Pixels
    from redactkit.core.policy import Limits

__all__ = ["SUFFIXES", "check_suffix", "metadata_left", "read", "write"]

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
SUFFIXES = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".bmp": "BMP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}
"""Endings that can be written, and the format each stands for."""

MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
"""First bytes of these formats; WebP's lie behind a length (see media)."""

PDF = b"%PDF"

JPEG_QUALITY = 95
"""At which covers stay flat; `verify` and `bare` know how far its noise goes."""

CARRIERS = frozenset({"exif", "xmp", "comment", "photoshop", "icc_profile", "XML:com.adobe.xmp"})
BASELINE = frozenset({256, 257, 258, 259, 262, 273, 277, 278, 279, 282, 283, 284, 296, 338, 339})
"""Tags that say how a TIFF's pixels are laid out; every other tag counts as metadata."""


def check_suffix(target: Path) -> str:
    """Return the format of the target's ending.

    Raises:
        MediaError: no picture can be written under that ending.
    """
    name = SUFFIXES.get(target.suffix.lower())
    if name is None:
        msg = f"{target.name}: pictures are written as {', '.join(SUFFIXES)}; use one of these"
        raise MediaError(msg)
    return name


def read(path: Path, limits: Limits) -> tuple[Frame, MediaInfo]:
    """Read one picture: EXIF orientation applied, transparency laid on white, RGB.

    Raises:
        MediaError: the file is missing, not a picture, damaged, has several frames, or is
            larger than ``limits`` (refused before decoding).
    """
    _check_file(path, limits)
    with _opened(path, limits) as image:
        _check_header(path, image, limits)
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
        coding = codec_blocks_of(path, image, orientation)
        pixels = _upright_rgb(image, turned=orientation != 1)
        media_type = Image.MIME["JPEG" if image.format == "MPO" else image.format or ""]
    height, width = pixels.shape[:2]
    info = MediaInfo(media_type=media_type, width=width, height=height)
    return Frame(index=0, pts=0, pixels=pixels, codec_blocks=coding), info


def write(pixels: Pixels, path: Path, format_name: str) -> None:
    """Write a fresh file without any metadata; PNG, WebP, BMP and TIFF lose nothing.

    Raises:
        MediaError: the file cannot be written.
    """
    image = Image.fromarray(pixels, "RGB")
    try:
        match format_name:
            case "JPEG":
                # full chroma resolution: half of it would smear color out of covered places;
                # not optimized: Pillow's buffer for that is too small for noisy pictures
                image.save(path, "JPEG", quality=JPEG_QUALITY, subsampling=0)
            case "WEBP":
                image.save(path, "WEBP", lossless=True, exact=True)
            case "PNG":
                image.save(path, "PNG", compress_level=2)
            case _:
                image.save(path, format_name)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        msg = f"cannot write the picture as {format_name}: {reason or type(error).__name__}"
        raise MediaError(msg) from error


def metadata_left(path: Path) -> tuple[str, ...]:
    """Return a sentence for each kind of metadata that a picture file carries.

    That is EXIF, XMP, comments, text and color profiles; `trailing_data` looks behind the end.

    Raises:
        MediaError: the file is no picture, or damaged.
    """
    with _opened(path) as image:
        extra = sorted(set(image.info) & CARRIERS)
        extra += ["EXIF"] if set(image.getexif()) - BASELINE else []
        # a PNG's, under any keyword, which may be private itself
        extra += ["text"] if getattr(image, "text", None) else []
    return tuple(f"the picture carries metadata: {name}" for name in extra)


@contextmanager
def _opened(path: Path, limits: Limits | None = None) -> Iterator[Image.Image]:
    """Open a picture; whatever its reader trips over becomes a MediaError."""
    # at its lowest level this one logs what metadata say
    logging.getLogger("PIL.TiffImagePlugin").addFilter(_mute)
    try:
        with warnings.catch_warnings():
            # the policy's limit stands for Pillow's own; damage that matters is an error
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_formats(path)) as image:
                yield image
    except MediaError:
        raise
    except Image.DecompressionBombError as error:
        msg = f"{path.name}: {_too_large(limits)}"
        raise MediaError(msg) from error
    except UnidentifiedImageError as error:
        raise MediaError(_unknown(path)) from error
    except Exception as error:  # readers raise nearly anything on damaged files
        msg = f"{path.name}: damaged or cut short; export it again"
        raise MediaError(msg) from error


def _formats(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file:
        heic = media_heic.is_heic(file.read(media_heic.HEAD))
    if not heic:
        return FORMATS
    media_heic.make_readable(path)
    return (media_heic.FORMAT,)


def _mute(_: logging.LogRecord) -> bool:
    return False


def _check_file(path: Path, limits: Limits) -> None:
    check_source(path, limits.bytes)
    try:
        with path.open("rb") as file:
            head = file.read(len(PDF))
    except OSError as error:
        msg = f"{path.name}: cannot be read ({error.strerror})"
        raise MediaError(msg) from error
    if head == PDF:
        msg = (
            f"{path.name}: a PDF keeps its text under any cover; "
            "export its pages as pictures and redact those"
        )
        raise MediaError(msg)


def _check_header(path: Path, image: Image.Image, limits: Limits) -> None:
    width, height = image.size
    if max(width, height) > limits.side:
        msg = f"{path.name}: {width} x {height} is too large; at most {limits.side} pixels a side"
        raise MediaError(msg)
    if width * height > limits.pixels:
        msg = f"{path.name}: {width} x {height} is too large; {_too_large(limits)}"
        raise MediaError(msg)
    # an MPO is a JPEG with a second view behind it, which is not carried over
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        msg = f"{path.name}: has several frames, of which only one would be redacted; "
        raise MediaError(msg + "save it as single pictures or as a clip")


def _upright_rgb(image: Image.Image, *, turned: bool) -> Pixels:
    # exif_transpose copies even what is upright
    upright = ImageOps.exif_transpose(image) if turned else image
    if upright.mode.startswith("I;16") or upright.mode in ("I", "F"):
        values = np.nan_to_num(np.asarray(upright, np.float64))
        scale = 257.0 if values.max(initial=0) > 255 else 1.0  # noqa: PLR2004 - 16 bits or 8
        gray = np.clip(values / scale, 0, 255).astype(np.uint8)
        return np.repeat(gray[:, :, None], 3, axis=2)
    if upright.has_transparency_data:
        clear = upright.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        paper.alpha_composite(clear)
        upright = paper
    return np.array(upright.convert("RGB"))


def _too_large(limits: Limits | None) -> str:
    if limits is None:
        return "is too large; cut it into parts"
    return f"at most {limits.pixels} pixels; cut it into parts or raise limits.pixels"


def _unknown(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(media_heic.HEAD)
    if head.startswith(MAGIC) or media_heic.is_heic(head):
        return f"{path.name}: damaged or cut short; export it again"
    return f"{path.name}: is not a picture that can be read (PNG, JPEG, WebP, HEIC, BMP, TIFF)"
