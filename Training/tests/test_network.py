import json

import pytest
import torch
from saccade_training import model_file, safetensors
from saccade_training.description import PUBLISHED_NEURONS, SCALES, Description, Input, Scale
from saccade_training.network import SpikeYOLO
from support import FIXTURES, RecordedFiring, description, needs_fixtures

WIDTHS = {"exact-gen1": "weights.safetensors", "exact-coco": "weights.safetensors", "checkpoint-gen1": "checkpoint.pt"}


def fixture(name: str) -> tuple[SpikeYOLO, dict[str, torch.Tensor], dict]:
    folder = FIXTURES / name
    expected = json.loads((folder / "expected.json").read_text())
    network = expected["network"]
    shape = expected["input"]
    described = Description(
        variant=network["variant"],
        scale=Scale(network["depth"], network["width"], network["max_channels"]),
        neuron=PUBLISHED_NEURONS[network["variant"]],
        input=Input(shape["width"], shape["height"], shape["width"], shape["height"]),
        classes=tuple(f"class {index}" for index in range(network["classes"])),
    )
    built = SpikeYOLO(described)
    assert built.parameter_count == network["parameters"]
    model_file.load_weights(built, model_file.read_weights(folder / WIDTHS[name]), name)
    return built.eval(), safetensors.read(folder / "io.safetensors")[0], expected


@needs_fixtures
@torch.no_grad()
def test_event_network_equals_the_published_code_bit_for_bit() -> None:
    network, values, expected = fixture("exact-gen1")
    images = (values["input_codes"].float() / 2)[:, None, None].expand(-1, 1, 3, -1, -1)
    firing = RecordedFiring(network, 4)
    outputs = network.compute(images, firing)
    assert firing.checks == expected["neurons_step_checks"]
    assert torch.equal(outputs[:, 0], values["raw_carry_steps"])
    assert torch.equal(outputs[:, 0].mean(0), values["raw_reset_T4"])
    # The state that a call returns goes on where it ended.
    first, potentials = network(images[:2])
    second, _ = network(images[2:], potentials)
    assert torch.equal(torch.cat([first, second]), outputs)
    windows = torch.stack([network(images[start : start + 2])[0].mean(0)[0] for start in (0, 2)])
    assert torch.equal(windows, values["raw_reset_T2_windows"])


@needs_fixtures
@torch.no_grad()
def test_image_network_equals_the_published_code() -> None:
    network, values, expected = fixture("exact-coco")
    image = values["input_codes"].float()[None, None] / 8
    for timesteps in (1, 3):
        firing = RecordedFiring(network, timesteps)
        outputs = network.compute(image.expand(timesteps, -1, -1, -1, -1), firing)[:, 0].mean(0)
        assert firing.checks == expected["neurons_step_checks"][f"T{timesteps}"]
        torch.testing.assert_close(outputs, values[f"raw_reset_T{timesteps}"], rtol=0, atol=1e-5)


@needs_fixtures
@pytest.mark.parametrize("precision", [torch.float32, torch.float64])
@torch.no_grad()
def test_published_checkpoint_is_loaded(precision: torch.dtype) -> None:
    network, values, expected = fixture("checkpoint-gen1")
    images = (values["input_u8"].to(precision) / 255)[:, None, None].expand(-1, 1, 3, -1, -1)
    network = network.to(precision)
    firing = RecordedFiring(network, 2)
    outputs = network.compute(images, firing)[:, 0]
    assert firing.checks == expected["neurons_step_checks"]
    torch.testing.assert_close(outputs.float(), values["raw_carry_steps_f64"], rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("variant", "scale", "classes", "count"),
    [
        ("coco", "n", 80, 13_271_632),
        ("coco", "s", 80, 23_153_024),
        ("coco", "m", 80, 47_841_856),
        ("coco", "l", 80, 68_478_400),
        ("gen1", "gen1-n", 2, 6_124_470),
        ("gen1", "s", 2, 23_122_838),
    ],
)
def test_published_sizes(variant: str, scale: str, classes: int, count: int) -> None:
    names = tuple(str(index) for index in range(classes))
    network = SpikeYOLO(description(variant=variant, scale=SCALES[scale], classes=names))
    assert network.parameter_count == count


@torch.no_grad()
def test_training_and_evaluation_agree_on_their_own_statistics() -> None:
    """In float64 the batch normalisations take another way than in float32; both give the same."""
    torch.manual_seed(0)
    network = SpikeYOLO(description())
    images = torch.rand(1, 4, 3, 64, 96)
    for _ in range(3):
        network(images)
    network.eval()
    single, _ = network(images)
    double, _ = network.double()(images.double())
    # A potential beside a boundary may flip; the median says nothing of it.
    assert (single - double.float()).abs().median() < 1e-4


@torch.no_grad()
def test_a_batch_does_not_mix() -> None:
    torch.manual_seed(0)
    network = SpikeYOLO(description()).eval().double()
    images = torch.rand(2, 3, 3, 64, 96, dtype=torch.float64)
    together, _ = network(images)
    alone, _ = network(images[:, 1:2])
    torch.testing.assert_close(together[:, 1:2], alone)


def test_every_parameter_is_trained() -> None:
    torch.manual_seed(0)
    network = SpikeYOLO(description())
    outputs, _ = network(torch.rand(2, 2, 3, 64, 96) * 3)
    outputs.square().sum().backward()
    silent = [name for name, value in network.named_parameters() if value.requires_grad and value.grad is None]
    assert silent == []


def test_model_file_comes_back(tmp_path) -> None:  # noqa: ANN001
    network = SpikeYOLO(description(source="a test", notes={"seed": "1"}))
    path = tmp_path / "a.model"
    model_file.write(path, network)
    again = model_file.load(path)
    assert again.description.json() == network.description.json()
    for name, tensor in network.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            assert torch.equal(again.state_dict()[name], tensor)


def test_weights_that_do_not_fit_are_named(tmp_path) -> None:  # noqa: ANN001
    network = SpikeYOLO(description())
    tensors = dict(network.state_dict())
    tensors.pop("model.3.encode_conv.bias")
    with pytest.raises(model_file.ModelFileError, match=r"no tensor 'model\.3\.encode_conv\.bias'"):
        model_file.load_weights(network, tensors, "here")
    tensors = {**network.state_dict(), "model.3.encode_conv.bias": torch.zeros(3)}
    with pytest.raises(model_file.ModelFileError, match=r"here: 'model\.3\.encode_conv\.bias' has the shape \[3\]"):
        model_file.load_weights(network, tensors, "here")
    tensors = {**network.state_dict(), "model.27.weight": torch.zeros(3)}
    with pytest.raises(model_file.ModelFileError, match="belongs to no layer"):
        model_file.load_weights(network, tensors, "here")


def test_other_classes_keep_their_first_weights() -> None:
    source = SpikeYOLO(description())
    network = SpikeYOLO(description(classes=("a", "b", "c")))
    kept = model_file.load_weights(network, dict(source.state_dict()), "here", other_classes=True)
    assert kept == [f"model.26.cv3.{level}.2.conv.{part}" for level in range(3) for part in ("weight", "bias")]
    assert torch.equal(network.state_dict()["model.9.cv1.conv.weight"], source.state_dict()["model.9.cv1.conv.weight"])
