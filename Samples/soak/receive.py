"""Receives as one kind of subscriber does, and says twice a second what has come: python receive.py KIND ADDRESSES

ADDRESSES is JSON, as consumers.py writes it.
"""

from __future__ import annotations

import json
import sys
import threading
import time

from counting import Addresses, Count
from receivers import RECEIVERS


def report(count: Count) -> None:
    """Prints what has been counted, again and again."""
    while True:
        print(count.json(), flush=True)
        time.sleep(0.5)


def main() -> None:
    """Receives until it is ended."""
    count = Count()
    addresses = Addresses(**json.loads(sys.argv[2]))
    threading.Thread(target=report, args=(count,), daemon=True).start()
    RECEIVERS[sys.argv[1]](addresses, count)


if __name__ == "__main__":
    main()
