"""What the tests have built."""

from dataclasses import dataclass
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[1]


@dataclass
class Built:
    """Where the programs are."""

    examples: Path
    consumer: Path
