import pytest
import torch
from saccade_training.neuron import Firing, NeuronConstants, fire
from torch import Tensor

GEN1 = NeuronConstants(0.5, 0.5, 4)
COCO = NeuronConstants(1.0, 0.25, 4)


def test_values_worked_by_hand() -> None:
    # u = 0.5 h + 0.5 x, starting from h = 0.
    currents = torch.tensor([[3.0], [1.0], [-2.0], [20.0], [0.0]])
    # 1.5 -> 2 (even), h -0.5; 0.25 -> 0, h 0.25; -0.875 -> 0; 9.5625 -> 4, h 5.5625; 2.78125 -> 3, h -0.21875
    spikes, left = fire(currents, None, 5, GEN1)
    assert spikes.flatten().tolist() == [2, 0, 0, 4, 3]
    assert left.flatten().tolist() == [-0.21875]


@pytest.mark.parametrize(("current", "spikes"), [(0.5, 0), (1.5, 2), (2.5, 2), (3.5, 4), (4.5, 4), (-0.5, 0)])
def test_halves_are_rounded_to_even(current: float, spikes: int) -> None:
    assert fire(torch.tensor([current]), None, 1, COCO)[0].item() == spikes


@pytest.mark.parametrize(
    ("current", "gradient"), [(-0.001, 0), (0.0, 1), (0.5, 1), (3.9, 1), (4.0, 1), (4.001, 0), (9.0, 0)]
)
def test_gradient_is_one_inside(current: float, gradient: float) -> None:
    currents = torch.tensor([current], requires_grad=True)
    fire(currents, None, 1, COCO)[0].sum().backward()
    assert currents.grad is not None
    assert currents.grad.item() == gradient


def test_gradients_through_time_worked_by_hand() -> None:
    # Two timesteps, both inside: ds2/dx1 = beta alpha since the spikes are detached in the reset.
    currents = torch.tensor([[1.2], [2.0]], requires_grad=True)
    spikes, _ = fire(currents, None, 2, GEN1)
    spikes[1].sum().backward()
    assert currents.grad is not None
    assert currents.grad.flatten().tolist() == [0.25, 0.5]


class _Straight(torch.autograd.Function):
    @staticmethod
    def forward(ctx, membrane: Tensor) -> Tensor:  # noqa: ANN001
        ctx.save_for_backward(membrane)
        return membrane.clamp(0, 4).round()

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:  # noqa: ANN001
        (membrane,) = ctx.saved_tensors
        return gradient * ((membrane >= 0) & (membrane <= 4))


def straightforward(currents: Tensor, potential: Tensor, timesteps: int, constants: NeuronConstants) -> list[Tensor]:
    outputs = []
    for current in currents.chunk(timesteps):
        membrane = constants.beta * potential + constants.alpha * current
        spikes = _Straight.apply(membrane)
        potential = membrane - spikes.detach()
        outputs.append(spikes)
    return [torch.cat(outputs), potential]


@pytest.mark.parametrize("constants", [GEN1, COCO])
def test_equals_the_definition(constants: NeuronConstants) -> None:
    torch.manual_seed(1)
    currents = torch.randn(12, 3, 5, 4, dtype=torch.float64) * 4
    potential = torch.randn(3, 3, 5, 4, dtype=torch.float64)
    weights = torch.randn(12, 3, 5, 4, dtype=torch.float64)
    last = torch.randn(3, 3, 5, 4, dtype=torch.float64)
    results = []
    for function in (fire, straightforward):
        inputs = [currents.clone().requires_grad_(), potential.clone().requires_grad_()]
        spikes, left = function(inputs[0], inputs[1], 4, constants)
        ((spikes * weights).sum() + (left * last).sum()).backward()
        results.append([spikes, left, inputs[0].grad, inputs[1].grad])
    for ours, theirs in zip(*results, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


def test_timesteps_in_parts_are_timesteps_in_a_piece() -> None:
    currents = torch.randn(6, 2, 3)
    spikes, left = fire(currents, None, 6, GEN1)
    first, between = fire(currents[:2], None, 2, GEN1)
    second, end = fire(currents[2:], between, 4, GEN1)
    assert torch.equal(spikes, torch.cat([first, second]))
    assert torch.equal(left, end)


def test_spikes_of_half_precision_keep_float32_potentials() -> None:
    currents = torch.tensor([1.0, 2.2], dtype=torch.bfloat16)
    spikes, left = fire(currents, None, 1, GEN1)
    assert spikes.dtype == torch.bfloat16
    assert left.dtype == torch.float32


def test_neurons_that_read_the_same_tensor_are_computed_once() -> None:
    firing = Firing(GEN1, 1, None)
    currents = torch.randn(2, 3)
    assert firing("a", currents) is firing("b", currents)
    assert list(firing.after) == ["a"]


def test_wrong_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="5 feature maps"):
        fire(torch.zeros(5, 1), None, 2, GEN1)
    with pytest.raises(ValueError, match="largest_spike_count is 0"):
        NeuronConstants(1, 1, 0)
