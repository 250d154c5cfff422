"""Writes `Tests/PicturesTests/Images` and what OpenCV reads from it (PyPI: opencv-python-headless, pillow).

images.py FOLDER
"""

import base64
import io
import json
import struct
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIZE = (25, 18)
ORIENTATION = 0x0112


def scene() -> NDArray[np.uint8]:
    """A picture of soft and hard edges without any symmetry."""
    width, height = SIZE
    y, x = np.mgrid[0:height, 0:width]
    picture = np.dstack([x * 10, y * 14, (x * y * 3 + 40) % 256]).astype(np.uint8)
    picture[3:9, 2:7] = (250, 30, 20)
    picture[11:16, 15:22] = (10, 200, 240)
    return picture


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    """The bytes of a file that Pillow writes."""
    output = io.BytesIO()
    image.save(output, form, **options)
    return output.getvalue()


def orientation(number: int) -> Image.Exif:
    """An Exif block that tells an orientation."""
    exif = Image.Exif()
    exif[ORIENTATION] = number
    return exif


def big_endian_orientation(number: int) -> bytes:
    """The same in the other byte order, behind another entry."""
    entries = struct.pack(">HHII", 0x0100, 4, 1, 25) + struct.pack(">HHIHH", ORIENTATION, 3, 1, number, 0)
    return b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 2) + entries + bytes(4)


def interlaced(picture: NDArray[np.uint8]) -> bytes:
    """A PNG file in the seven passes of Adam7."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b""
    for x, y, step_x, step_y in passes:
        for row in picture[y::step_y, x::step_x]:
            rows += b"\0" + row.tobytes() if row.size else b""
    header = struct.pack(">IIBBBBB", picture.shape[1], picture.shape[0], 8, 2, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def opencv(extension: str, picture: NDArray, *parameters: int) -> bytes:
    """The bytes of a file that OpenCV writes from red, green and blue."""
    order = [2, 1, 0, 3][: picture.shape[2]] if picture.ndim == 3 else None
    done, data = cv2.imencode(extension, picture if order is None else picture[:, :, order], parameters)
    assert done
    return data.tobytes()


def as_ycck(jpeg: bytes) -> bytes:
    """The same file, whose inks are said to be a luminance, two colour differences and black."""
    marker = jpeg.index(b"Adobe")
    return jpeg[: marker + 11] + b"\2" + jpeg[marker + 12 :]


def jpegs(picture: NDArray[np.uint8]) -> dict[str, bytes]:
    """JPEG files."""
    colour = Image.fromarray(picture)
    inks = np.dstack([255 - picture, picture[:, :, 1] // 3])
    sampling = {"411": 0x411111, "440": 0x121111}
    files = {
        "jpeg-444.jpg": encoded(colour, "JPEG", quality=90, subsampling=0),
        "jpeg-422.jpg": encoded(colour, "JPEG", quality=90, subsampling=1),
        "jpeg-420.jpg": encoded(colour, "JPEG", quality=60, subsampling=2),
        "jpeg-progressive.jpg": encoded(colour, "JPEG", quality=85, progressive=True),
        "jpeg-restart.jpg": encoded(colour, "JPEG", quality=85, restart_marker_blocks=2),
        "jpeg-grey.jpg": encoded(colour.convert("L"), "JPEG", quality=85),
        "jpeg-rgb.jpg": encoded(colour, "JPEG", quality=95, keep_rgb=True),
        "jpeg-cmyk.jpg": encoded(Image.fromarray(inks.astype(np.uint8), "CMYK"), "JPEG", quality=95),
        "jpeg-big-endian-exif.jpg": encoded(colour, "JPEG", quality=85, exif=big_endian_orientation(6)),
        "jpeg-orientation-9.jpg": encoded(colour, "JPEG", quality=85, exif=orientation(9)),
    }
    files["jpeg-ycck.jpg"] = as_ycck(files["jpeg-cmyk.jpg"])
    for name, factors in sampling.items():
        files[f"jpeg-{name}.jpg"] = opencv(".jpg", picture, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factors)
    for number in range(1, 9):
        files[f"jpeg-orientation-{number}.jpg"] = encoded(colour, "JPEG", quality=85, exif=orientation(number))
    return files


def pngs(picture: NDArray[np.uint8]) -> dict[str, bytes]:
    """PNG files."""
    colour = Image.fromarray(picture)
    grey = colour.convert("L")
    translucent = Image.fromarray(np.dstack([picture, picture[:, ::-1, 0]]))
    palette = colour.quantize(13)
    deep = picture.astype(np.uint16) * 255 + 77
    return {
        "png-rgb.png": encoded(colour, "PNG"),
        "png-rgba.png": encoded(translucent, "PNG"),
        "png-grey.png": encoded(grey, "PNG"),
        "png-grey-alpha.png": encoded(translucent.convert("LA"), "PNG"),
        "png-grey-1-bit.png": encoded(grey.point(lambda value: 255 * (value > 100)).convert("1"), "PNG"),
        "png-palette-4-bit.png": encoded(palette, "PNG", bits=4),
        "png-palette-2-bit.png": encoded(colour.quantize(4), "PNG", bits=2),
        "png-palette-8-bit.png": encoded(colour.quantize(200), "PNG"),
        "png-palette-alpha.png": encoded(palette, "PNG", transparency=bytes(range(0, 260, 20))),
        "png-rgb-transparent.png": encoded(colour, "PNG", transparency=(250, 30, 20)),
        "png-grey-16-bit.png": opencv(".png", deep[:, :, 0]),
        "png-rgb-16-bit.png": opencv(".png", deep),
        "png-rgba-16-bit.png": opencv(".png", np.dstack([deep, deep[:, :, 0]])),
        "png-interlaced.png": interlaced(picture),
        "png-orientation-7.png": encoded(colour, "PNG", exif=orientation(7)),
        "png-profile.png": encoded(colour, "PNG", gamma=1.0, icc_profile=b"\0" * 200, dpi=(72, 72)),
    }


def main() -> None:
    """Writes the files and `expected.json`."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    picture = scene()
    expected = {}
    for name, data in (jpegs(picture) | pngs(picture)).items():
        (folder / name).write_bytes(data)
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        height, width = image.shape[:2]
        rgb = np.ascontiguousarray(image[:, :, ::-1])
        expected[name] = {"width": width, "height": height, "rgb": base64.b64encode(rgb.tobytes()).decode()}
    (folder / "expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
