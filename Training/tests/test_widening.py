"""A widened network computes what the narrow one does, with channels that do not stay copies."""

from pathlib import Path

import pytest
import torch
from saccade_training import model_file
from saccade_training.__main__ import main
from saccade_training.description import SCALES
from saccade_training.network import SpikeYOLO
from saccade_training.widening import widen
from support import description


def model(path: Path, scale: str) -> Path:
    torch.manual_seed(3)
    network = SpikeYOLO(description(scale=SCALES[scale]))
    # Statistics that differ from those at the beginning, also in the frames about merged convolutions.
    for _ in range(20):
        network(torch.rand(2, 4, 3, 64, 96))
    model_file.write(path, network)
    return path


def test_a_widened_network_computes_the_same(tmp_path: Path) -> None:
    path, wider = model(tmp_path / "narrow.model", "nano"), tmp_path / "wide.model"
    assert main(["widen", str(path), "--scale", "micro", "--output", str(wider)]) == 0
    narrow, wide = model_file.load(path).double(), model_file.load(wider).double()
    assert wide.description.scale == SCALES["micro"]
    assert wide.parameter_count > 2 * narrow.parameter_count
    images = torch.rand(3, 1, 3, 64, 96, dtype=torch.float64)
    with torch.no_grad():
        expected, potentials = narrow(images)
        found, wide_potentials = wide(images)
    # Weights are rounded to float32.
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)
    assert any(bool(potential.any()) for potential in potentials.values())
    for name, potential in potentials.items():
        copies = wide_potentials[name].shape[1] // potential.shape[1]
        expected_potential = potential.repeat_interleave(copies, 1)
        torch.testing.assert_close(wide_potentials[name], expected_potential, rtol=1e-4, atol=1e-4)


def test_copies_learn_different_things(tmp_path: Path) -> None:
    widen(model(tmp_path / "narrow.model", "nano"), "micro", tmp_path / "wide.model")
    network = model_file.load(tmp_path / "wide.model").train()
    network(torch.rand(2, 1, 3, 64, 96))[0].square().mean().backward()
    gradient = network.model[4][0].conv1.conv.weight.grad
    assert not torch.allclose(gradient[::2], gradient[1::2], rtol=0.1, atol=0)


@pytest.mark.parametrize(
    ("narrow", "wide", "message"),
    [
        ("micro", "nano", "is no multiple"),
        ("gen1-n", "n", "is no multiple"),
        ("nano", "m", "has more layers"),
        ("nano", "huge", "there are pico"),
    ],
)
def test_what_is_no_wider_network_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], narrow: str, wide: str, message: str
) -> None:
    path = model(tmp_path / "narrow.model", narrow)
    assert main(["widen", str(path), "--scale", wide, "--output", str(tmp_path / "wide.model")]) == 65
    assert message in capsys.readouterr().err
    assert not (tmp_path / "wide.model").exists()
