"""Opening pictures that anybody may have sent: limits first, then the decoder."""

import io

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
BYTES = 8_000_000  # of a file
PIXELS = 24_000_000  # of a picture; a grey one of these takes as many bytes of memory
LARGEST_FILE, LARGEST_PICTURE = 100_000_000, 120_000_000  # of one's own, in the terminal
# How files begin that people take for one of these.
OTHERS = (
    (0, b"GIF8", "a GIF"),
    (0, b"BM", "a BMP"),
    (0, b"II*\0", "a TIFF"),
    (0, b"MM\0*", "a TIFF"),
    (0, b"%PDF", "no picture but a PDF"),
    (4, b"ftypavif", "an AVIF"),
    *((4, b"ftyp" + brand, "a HEIC, as iPhones take them") for brand in (b"heic", b"heix", b"mif1", b"msf1")),
)


class PictureError(ValueError):
    """This is no picture that can be read; the message says what was found and what is expected."""


class NoPictureError(PictureError):
    """This is no picture that is decoded here; it may be something else, such as a video."""


def decode(data: bytes, *, most_bytes: int = BYTES, most_pixels: int = PIXELS) -> np.ndarray:
    """Decode a picture.

    Its size is read from its head and refused before a pixel is decoded. Only JPEG, PNG and WebP are tried,
    and only the first picture of an animation. A JPEG is decoded to grey at once. Turned as its EXIF data
    say.

    Args:
        data: the file.
        most_bytes: of the file.
        most_pixels: of the picture.

    Returns:
        `(rows, columns)`, uint8, 0 is black.

    Raises:
        NoPictureError: if it is no such picture.
        PictureError: if it is too large or damaged.
    """
    if len(data) > most_bytes:
        raise PictureError(f"a file of {len(data):,} bytes; expected at most {most_bytes:,}.")
    wanted = f"expected a picture in {', '.join(FORMATS)}"
    # Decoders raise whatever a damaged file makes them stumble over; none of it may stop who goes on after
    # it.
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        columns, rows = image.size
    except Image.DecompressionBombError as error:  # Pillow's own limit, above ours
        raise PictureError(f"too many pixels ({_line(error)}); expected at most {most_pixels:,}.") from error
    except UnidentifiedImageError as error:
        other = other_format(data)
        advice = " Save it as one of these, with any program that shows it." if other else ""
        raise NoPictureError(f"{other or 'no picture'}; {wanted}.{advice}") from error
    except Exception as error:
        raise NoPictureError(f"no picture ({_line(error)}); {wanted}.") from error
    if columns * rows > most_pixels or not columns * rows:
        raise PictureError(f"{columns:,} x {rows:,} pixels; expected 1 to {most_pixels:,} in all.")
    try:
        image.draft("L", image.size)
        ImageOps.exif_transpose(image, in_place=True)
        if image.has_transparency_data:  # behind it is paper
            clear = image.convert("RGBA")
            return np.asarray(
                Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")
            )
        if image.mode.startswith("I"):  # 16 bits a pixel, as scanners write: Pillow would cut them off at 255
            return (np.asarray(image).clip(0, 65535) >> 8).astype(np.uint8)
        return np.asarray(image if image.mode == "L" else image.convert("L"))
    except Exception as error:
        raise PictureError(
            f"a damaged picture ({_line(error)}); {wanted} that other programs open."
        ) from error


def other_format(data: bytes) -> str:
    """What people take for a picture that is decoded here, such as `a GIF`, by how it begins; or nothing."""
    return next((name for at, head, name in OTHERS if data[at : at + len(head)] == head), "")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120].replace("<_io.BytesIO object", "<data") or type(error).__name__
