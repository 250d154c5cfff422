"""What the comparison is told and what it tells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from compare import parsed, processor, section
from contenders import OURS, PYTORCH, Contender
from tables import BEGIN, Result
from timesteps import made_up_timesteps

INFORMATION = """processor\t: 0
cpu family\t: 25
model\t\t: 1
model name\t: A Processor
flags\t\t: fpu avx2{}

processor\t: 1
model name\t: A Processor
"""


@pytest.mark.parametrize(("flags", "expected"), [("", False), (" avx512f avx512dq", True)])
def test_the_processor_is_known(flags: str, expected: bool) -> None:
    name, has_avx512 = processor(INFORMATION.format(flags))
    assert name == "2 processors, A Processor (family 25, model 1)"
    assert has_avx512 == expected


def test_a_processor_of_another_kind() -> None:
    assert processor("processor : 0\nFeatures : asimd\n") == ("1 processors, unknown", False)


def test_the_options() -> None:
    options = parsed(["saccade", "--input-size", "64x32", "--threads", "2"])
    assert options.input_size == (64, 32) and options.threads == [2] and options.rounds == 3


@pytest.mark.parametrize("arguments", [["--steps", "1"], ["--input-size", "64"]])
def test_bad_options_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(["saccade", *arguments])


def test_a_document_without_a_place_is_refused_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "document.md"
    document.write_text("no marks", encoding="utf-8")
    with pytest.raises(SystemExit):
        parsed(["saccade", "--markdown", str(document)])
    assert BEGIN in capsys.readouterr().err


def test_the_section_says_where_when_and_how() -> None:
    ours = [Result(c, 1, 0.1, 0.1, [1.0], notes={"instructions": "AVX2"}) for c in OURS]
    other = Result(Contender("onnxruntime float32"), 1, 0.1, None, [3.0], notes={"onnxruntime": "1.0"})
    torch = Result(Contender(PYTORCH), 1, 0.1, None, [2.0], notes={"torch": "2.0"})
    text = section([*ours, other, torch], ["--rates", "0.1"], "a machine", date(2026, 12, 1))
    assert text.startswith("a machine, AVX2, 1 December 2026; onnxruntime 1.0, torch 2.0\n")
    assert 'TORCH_PYTHON=PYTHON make bench-network ARGUMENTS="--rates 0.1"' in text
    assert "| PyTorch float32 | 2.0 | 2.0 | 2.00 |" in text
    assert "TORCH_PYTHON" not in section([*ours, other], [], "a machine", date(2026, 12, 1))


def test_timesteps_are_those_of_an_event_camera() -> None:
    steps = made_up_timesteps(3, 64, 32)
    assert steps.shape == (3, 3, 32, 64) and steps.dtype == np.float32
    assert set(np.unique(steps * 256)) == {0, 127, 255}
    assert np.array_equal(steps[:, 0], steps[:, 2])
    assert np.array_equal(steps, made_up_timesteps(3, 64, 32)) and not np.array_equal(steps[0], steps[1])
