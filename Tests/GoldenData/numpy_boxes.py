"""Prints the golden box files of `BoxFileGoldens.swift`, written by NumPy, in base64."""

import base64
import io

import numpy as np

GEN1 = [
    ("ts", "<u8"),
    ("x", "<f4"),
    ("y", "<f4"),
    ("w", "<f4"),
    ("h", "<f4"),
    ("class_id", "u1"),
    ("confidence", "<f4"),
    ("track_id", "<u4"),
]
MIXED = [
    ("track_id", ">i2"),
    ("note", "<U3"),
    ("class_id", ">u2"),
    ("h", ">f8"),
    ("w", "<i2"),
    ("y", "<i8"),
    ("x", ">f4"),
    ("corners", "<f4", (2, 2)),
    ("valid", "?"),
    ("t", "<f8"),
]
CURRENT = {
    "names": ["t", "x", "y", "w", "h", "class_id", "track_id", "class_confidence"],
    "formats": ["<i8", "<f4", "<f4", "<f4", "<f4", "<u4", "<u4", "<f4"],
    "offsets": [0, 8, 12, 16, 20, 24, 28, 32],
    "itemsize": 40,
}


def saved(array: np.ndarray, version: tuple[int, int] | None = None) -> str:
    """The bytes that NumPy writes."""
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return base64.b64encode(file.getvalue()).decode()


def main() -> None:
    """Writes one line a file."""
    gen1 = [(500_000, -1.5, 2.25, 30, 40, 1, 0.5, 7), (2**40, 300, 200, 10.5, 9, 0, 1, 4_000_000_000)]
    print("gen1", saved(np.array(gen1, dtype=GEN1)))
    print("gen1 version 2", saved(np.array(gen1, dtype=GEN1), (2, 0)))
    print("mixed", saved(np.array([(-0, "ab", 3, 12.5, 7, -4, 1.25, 0, True, 1e6)], dtype=MIXED)))
    current = np.zeros(2, dtype=CURRENT)
    current[0] = (-5, -1.5, 2.25, 30, 40, 6, 9, 0.75)
    current[1] = (2**62, 1, 2, 3, 4, 2**32 - 1, 0, 1)
    print("current", saved(current))
    print("empty", saved(np.zeros(0, dtype=CURRENT)))


if __name__ == "__main__":
    main()
