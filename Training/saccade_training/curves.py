"""The course of a training as CSV files and a picture."""

import csv
from pathlib import Path

TRAINING = ("iteration", "rate", "total", "box", "classes", "distribution", "timesteps_per_second")
VALIDATION = ("iteration", "map50", "map50_95")


class Table:
    """A CSV file that grows; rows after a resumed iteration are taken away, so that it is as if never interrupted."""

    def __init__(self, path: Path, columns: tuple[str, ...], iteration: int) -> None:
        self._path, self._columns = path, columns
        rows = [row for row in read(path) if int(row["iteration"]) <= iteration] if path.is_file() else []
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)

    def add(self, values: dict[str, float | int]) -> None:
        """Appends a row."""
        with self._path.open("a", newline="") as file:
            writer = csv.DictWriter(file, self._columns)
            writer.writerow(
                {key: f"{value:.6g}" if isinstance(value, float) else value for key, value in values.items()}
            )


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def draw(folder: Path) -> Path | None:
    """Draws the curves of a run; None where matplotlib is not there."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return None
    figure = Figure(figsize=(9, 4), layout="constrained")
    FigureCanvasAgg(figure)
    losses, scores = figure.subplots(1, 2)
    training, validation = read(folder / "training.csv"), read(folder / "validation.csv")
    for name in TRAINING[2:6]:
        losses.plot([int(row["iteration"]) for row in training], [float(row[name]) for row in training], label=name)
    losses.set(title="loss", xlabel="iteration")
    for name, label in (("map50", "mAP@50"), ("map50_95", "mAP@50:95")):
        iterations = [int(row["iteration"]) for row in validation]
        scores.plot(iterations, [float(row[name]) for row in validation], marker="o", label=label)
    scores.set(title="validation", xlabel="iteration", ylim=(0, 1))
    for axes in (losses, scores):
        axes.grid(alpha=0.3)
        axes.legend()
    path = folder / "curves.png"
    figure.savefig(path, dpi=120)
    return path
