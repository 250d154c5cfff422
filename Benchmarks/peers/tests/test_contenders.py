"""Every contender gives the reference engine's numbers, or says that it does not."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from compare import main
from conftest import Tiny
from contenders import AVX2, HELD_BACK, OURS, PYTORCH, Contender, contenders, why_no_torch
from graphs import round_outputs, watch
from runtimes import RUNTIMES, Session, measure, network, ranges
from tables import BEGIN, END


def needs(name: str) -> None:
    """Skips the test where a runtime is not installed."""
    pytest.importorskip(name.split(" ")[0].lower(), reason=f"{name} is installed by Benchmarks/peers/run BINARY test")


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("name", [name for name in RUNTIMES if "lossy" not in name])
def test_runtimes_give_the_reference_s_numbers(tiny: Tiny, name: str, threads: int) -> None:
    needs(name)
    report, outputs = measure(name, tiny.task.graph, threads, tiny.timesteps, 10)
    assert np.array_equal(outputs, tiny.reference)
    assert len(report["times_ms"]) == 9
    assert report["notes"]["frames_folded"] > 0


@pytest.mark.parametrize("name", [name for name in RUNTIMES if "lossy" in name])
def test_lossy_runtimes_compute_the_same_network(tiny: Tiny, name: str) -> None:
    needs(name)
    report, outputs = measure(name, tiny.task.graph, 1, tiny.timesteps, 8)
    assert outputs.shape == tiny.reference.shape
    # In a network with random weights a spike that differs changes all that come behind; the biases stay.
    assert np.corrcoef(outputs.ravel(), tiny.reference.ravel())[0, 1] > 0.99
    assert report["notes"]["integer_convolutions"] == report["notes"]["of_exact_weights"] > 0


def test_the_first_rounded_convolution_is_off_by_half_a_step(tiny: Tiny) -> None:
    measured = ranges(tiny.task.graph, 1, tiny.timesteps)
    results = []
    for rounded in (False, True):
        loaded, _ = network(tiny.task.graph, integers=rounded)
        first = next(node.output[0] for node in loaded.model.graph.node if node.output[0] in measured)
        if rounded:
            assert round_outputs(loaded, measured) == len(measured)
        watch(loaded, [first])
        session = Session(loaded, 1)
        session.step(tiny.timesteps[:1])
        results.append(session.results[first].numpy().copy())
    step = (max(measured[first][1], 0) - min(measured[first][0], 0)) / 255
    # The bias is rounded to the weights' scale, and the result to a step.
    most = 0.501 * (step + loaded.weights[f"{first}.weight.scale"].max())
    assert 0 < np.abs(results[1] - results[0]).max() < most


@pytest.mark.parametrize("contender", [*OURS, *(Contender(c.name, c.ours, AVX2, HELD_BACK[c.name]) for c in OURS[:2])])
def test_ours_give_the_reference_s_numbers(tiny: Tiny, contender: Contender) -> None:
    given = tiny.task.run(contender, 1, with_outputs=True)
    assert given.outputs is not None and np.array_equal(given.outputs, tiny.reference)
    assert len(given.times) == tiny.task.steps and given.firing_rate
    assert not (contender.instructions and "AVX-512" in str(given.notes))


@pytest.mark.parametrize("threads", [1, 2])
def test_pytorch_gives_the_reference_s_numbers(tiny: Tiny, threads: int) -> None:
    interpreter = Path(os.environ.get("TORCH_PYTHON") or "python3")
    if reason := why_no_torch(interpreter):
        pytest.skip(f"TORCH_PYTHON names no interpreter with PyTorch: {reason}")
    given = tiny.by_torch(interpreter).run(Contender(PYTORCH), threads, with_outputs=True)
    assert given.outputs is not None and np.array_equal(given.outputs, tiny.reference)
    assert len(given.times) == tiny.task.steps - 1


def test_an_interpreter_without_pytorch_is_told_why() -> None:
    assert "named" in (why_no_torch(None) or "")
    assert "no-such-python" in (why_no_torch(Path("no-such-python")) or "")
    assert "false" in (why_no_torch(Path("false")) or "")


def test_those_that_are_held_back_come_last_and_know_how() -> None:
    free = contenders(with_torch=False, with_avx2=False)
    assert [c.name for c in free] == [*(c.name for c in OURS), *RUNTIMES]
    everybody = contenders(with_torch=True, with_avx2=True)
    assert [c.name for c in everybody[: len(free) + 1]] == [*(c.name for c in free), PYTORCH]
    held = everybody[len(free) + 1 :]
    assert {c.name for c in held} == set(HELD_BACK) and all(c.environment for c in held)
    assert all(c.title == f"{c.name}, AVX2" for c in held)
    assert {c.title: c.ours for c in held}["saccade adaptive, 8 bits, AVX2"] == OURS[1].ours


def test_a_contender_that_uses_more_than_it_may_is_found(tiny: Tiny) -> None:
    freed = Contender(OURS[0].name, OURS[0].ours, AVX2, {})
    instructions = tiny.task.run(OURS[0], 1, with_outputs=False).notes["instructions"]
    if "AVX-512" not in str(instructions):
        pytest.skip("this processor has no AVX-512")
    with pytest.raises(RuntimeError, match="AVX-512 was used"):
        tiny.task.run(freed, 1, with_outputs=False)


def test_the_whole_comparison(
    saccade: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("OpenVINO")
    monkeypatch.delenv("TORCH_PYTHON", raising=False)
    document = tmp_path / "README.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    size = ["--width", "0.0625", "--input-size", "64x64"]
    length = ["--rates", "0.2", "--threads", "1", "--rounds", "1", "--steps", "2"]
    assert main([str(saccade), *size, *length, "--markdown", str(document)]) == 0
    said = capsys.readouterr()
    assert "PyTorch takes no part" in said.err
    assert len(said.out.splitlines()) == 1 + len(OURS) + len(RUNTIMES)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert all(f"| {c.title} |" in text for c in contenders(with_torch=False, with_avx2=False))
    assert "--rates 0.2 --threads 1" in text and str(saccade) not in text
