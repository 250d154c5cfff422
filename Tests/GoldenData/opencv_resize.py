"""Prints the golden rows of `BilinearResizeGoldens.swift`, computed by OpenCV (PyPI: opencv-python-headless)."""

import cv2
import numpy as np

CASES: list[tuple[str, int, int, int, int, list[int], bool]] = [
    ("gen1", 304, 240, 320, 253, [0, 1, 126, 252], True),
    ("larger", 19, 15, 24, 19, [0, 1, 5, 9, 17, 18], False),
    ("smaller", 94, 50, 32, 17, [0, 8, 16], False),
]


def pixels(width: int, height: int, is_polarity: bool) -> np.ndarray:
    """Pixels that the Swift test makes in the same way: SplitMix64 with seed 1, one draw a pixel."""
    mask = (1 << 64) - 1
    state = 1
    values = []
    for _ in range(width * height):
        state = (state + 0x9E3779B97F4A7C15) & mask
        value = state
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
        value ^= value >> 31
        values.append([0, 127, 255][value % 3] if is_polarity else value & 255)
    return np.array(values, dtype=np.uint8).reshape(height, width)


def main() -> None:
    """Writes one line a row, in hexadecimal."""
    for name, width, height, to_width, to_height, rows, is_polarity in CASES:
        resized = cv2.resize(pixels(width, height, is_polarity), (to_width, to_height), interpolation=cv2.INTER_LINEAR)
        print(f"{name} {width}x{height} {to_width}x{to_height}")
        for row in rows:
            digits = resized[row].tobytes().hex()
            print(row, *(digits[start : start + 96] for start in range(0, len(digits), 96)), sep="\n")


if __name__ == "__main__":
    main()
