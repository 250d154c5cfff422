"""Writes the layout for a camera of another name.

layout.py CAMERA > my.json        then: Layouts, Import from file
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def layout(camera: str) -> str:
    """The layout of this folder, for a camera of a name."""
    name = json.dumps(camera)[1:-1]
    text = Path(__file__).with_name("saccade.json").read_text()
    return text.replace("/front/", f"/{name}/").replace('"front"', f'"{name}"')


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1] or "/" in sys.argv[1]:
        sys.exit("usage: layout.py CAMERA    (the camera's name as in saccade.yaml, such as front)")
    sys.stdout.write(layout(sys.argv[1]))
