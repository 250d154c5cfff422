"""The blocks of SpikeYOLO, with the member names of published checkpoints.

Every block maps [timesteps * batch, channels, height, width] and asks a `Firing` for spikes.
Source: Luo et al., ECCV 2024, section 4, and its published code.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from .neuron import Firing, IntegerLIF

BATCH_NORM_EPSILON = 1e-3
BATCH_NORM_MOMENTUM = 0.03


class BatchNorm(nn.BatchNorm2d):
    """Batch normalisation; in evaluation the variance and epsilon are added in float32, whatever the precision."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels, eps=BATCH_NORM_EPSILON, momentum=BATCH_NORM_MOMENTUM)

    def forward(self, values: Tensor) -> Tensor:
        if self.training or values.dtype != torch.float64:
            return super().forward(values)
        return values * _scale(self)[:, None, None] + _of_zero(self)[:, None, None]


# Functions rather than methods, since a synchronised batch normalisation may stand in for ours.
def _scale(norm: nn.BatchNorm2d) -> Tensor:
    """What a channel is multiplied by in evaluation, [channels]."""
    assert norm.running_var is not None
    return norm.weight / torch.sqrt((norm.running_var.float() + norm.eps).to(norm.running_var.dtype))


def _of_zero(norm: nn.BatchNorm2d) -> Tensor:
    """What the running statistics make of an input of 0, [channels]."""
    assert norm.running_mean is not None
    return norm.bias - norm.running_mean * _scale(norm)


class _Frame(torch.autograd.Function):
    """Pads by one value a channel; the frame is a constant."""

    @staticmethod
    def forward(ctx, values: Tensor, frame: Tensor, width: int) -> Tensor:  # noqa: ANN001
        ctx.width = width
        batch, channels, rows, columns = values.shape
        is_channels_last = values.is_contiguous(memory_format=torch.channels_last) and not values.is_contiguous()
        padded = torch.empty(
            (batch, channels, rows + 2 * width, columns + 2 * width),
            dtype=values.dtype,
            device=values.device,
            memory_format=torch.channels_last if is_channels_last else torch.contiguous_format,
        )
        border = frame.to(values.dtype)[:, None, None]
        padded[:, :, :width] = border
        padded[:, :, -width:] = border
        padded[:, :, :, :width] = border
        padded[:, :, :, -width:] = border
        padded[:, :, width:-width, width:-width] = values
        return padded

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, None, None]:  # noqa: ANN001
        width = ctx.width
        return gradient[:, :, width:-width, width:-width], None, None


class BatchNormAndPad(nn.Module):
    """BN, then a frame of what the BN makes of 0, so that the block can be merged into one convolution."""

    def __init__(self, channels: int, width: int = 1) -> None:
        super().__init__()
        self.bn = BatchNorm(channels)
        self.width = width

    def forward(self, values: Tensor) -> Tensor:
        normalised = self.bn(values)
        return _Frame.apply(normalised, _of_zero(self.bn).detach(), self.width)


def convolution(
    inputs: int, outputs: int, kernel: int, stride: int = 1, padding: int = 0, groups: int = 1, bias: bool = False
) -> nn.Conv2d:
    """A convolution without bias unless said otherwise."""
    return nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=bias)


class DownSampling(nn.Module):
    """Neurons unless it is the first layer, a strided convolution with bias, BN."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, padding: int, first: bool = False) -> None:
        super().__init__()
        self.encode_lif = None if first else IntegerLIF()
        self.encode_conv = convolution(inputs, outputs, kernel, stride, padding, bias=True)
        self.encode_bn = BatchNorm(outputs)

    def forward(self, values: Tensor, firing: Firing) -> Tensor:
        if self.encode_lif is not None:
            values = self.encode_lif(values, firing)
        return self.encode_bn(self.encode_conv(values))


class StandardConv(nn.Module):
    """Neurons, a convolution with "same" padding, BN."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1) -> None:
        super().__init__()
        self.lif = IntegerLIF()
        self.conv = convolution(inputs, outputs, kernel, stride, kernel // 2)
        self.bn = BatchNorm(outputs)

    def forward(self, values: Tensor, firing: Firing) -> Tensor:
        return self.bn(self.conv(self.lif(values, firing)))


class SepRepConv(nn.Module):
    """1x1 after BN-pad by a depthwise 3x3, as one convolution when merged."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            BatchNormAndPad(inputs),
            nn.Sequential(convolution(inputs, outputs, 1), convolution(outputs, outputs, 3, groups=outputs)),
        )

    def forward(self, spikes: Tensor) -> Tensor:
        return self.body(spikes)


class RepConv(nn.Module):
    """1x1, BN-pad, depthwise 3x3, 1x1, BN: one 3x3 convolution when merged."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            convolution(inputs, inputs, 1),
            BatchNormAndPad(inputs),
            nn.Sequential(
                convolution(inputs, inputs, 3, groups=inputs), convolution(inputs, outputs, 1), BatchNorm(outputs)
            ),
        )

    def forward(self, spikes: Tensor) -> Tensor:
        return self.body(spikes)


class SepConv(nn.Module):
    """The inverted separable block with expansion 2."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        middle = 2 * channels
        self.lif1 = IntegerLIF()
        self.pwconv1 = convolution(channels, middle, 1)
        self.bn1 = BatchNorm(middle)
        self.lif2 = IntegerLIF()
        self.dwconv2 = convolution(middle, middle, 7, padding=3, groups=middle)
        self.bn2 = BatchNorm(middle)
        self.lif3 = IntegerLIF()
        self.pwconv3 = SepRepConv(middle, channels)
        self.bn3 = BatchNorm(channels)

    def forward(self, values: Tensor, firing: Firing) -> Tensor:
        values = self.bn1(self.pwconv1(self.lif1(values, firing)))
        values = self.bn2(self.dwconv2(self.lif2(values, firing)))
        return self.bn3(self.pwconv3(self.lif3(values, firing)))


class AllConvBlock(nn.Module):
    """SNN-Block-1: SepConv and two 3x3 convolutions, each pair with a shortcut of real values."""

    def __init__(self, channels: int, expansion: int) -> None:
        super().__init__()
        self.Conv = SepConv(channels)
        self.conv1 = StandardConv(channels, expansion * channels, 3)
        self.conv2 = StandardConv(expansion * channels, channels, 3)

    def forward(self, values: Tensor, firing: Firing) -> Tensor:
        values = self.Conv(values, firing) + values
        return self.conv2(self.conv1(values, firing), firing) + values


class ConvBlock(nn.Module):
    """SNN-Block-2: SepConv and two re-parameterised convolutions, each pair with a shortcut of real values."""

    def __init__(self, channels: int, expansion: int) -> None:
        super().__init__()
        middle = expansion * channels
        self.Conv = SepConv(channels)
        self.lif1 = IntegerLIF()
        self.conv1 = RepConv(channels, middle)
        self.bn1 = BatchNorm(middle)
        self.lif2 = IntegerLIF()
        self.conv2 = RepConv(middle, channels)
        self.bn2 = BatchNorm(channels)

    def forward(self, values: Tensor, firing: Firing) -> Tensor:
        values = self.Conv(values, firing) + values
        inner = self.bn1(self.conv1(self.lif1(values, firing)))
        return self.bn2(self.conv2(self.lif2(inner, firing))) + values


class SpatialPyramid(nn.Module):
    """SPPF: three successive 5x5 maxima of real values beside their source."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        half = inputs // 2
        self.cv1 = StandardConv(inputs, half, 1)
        self.cv2 = StandardConv(4 * half, outputs, 1)

    def forward(self, values: Tensor, firing: Firing) -> Tensor:
        maps = [self.cv1(values, firing)]
        for _ in range(3):
            maps.append(functional.max_pool2d(maps[-1], 5, 1, 2))
        return self.cv2(torch.cat(maps, 1), firing)


class Predictor(nn.Module):
    """Neurons and a 1x1 convolution with bias: the end of a branch of the head."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.lif = IntegerLIF()
        self.conv = convolution(inputs, outputs, 1, bias=True)

    def forward(self, values: Tensor, firing: Firing) -> Tensor:
        return self.conv(self.lif(values, firing))


class Blocks(nn.ModuleList):
    """A repeated block."""

    def forward(self, values: Tensor, firing: Firing) -> Tensor:
        for block in self:
            values = block(values, firing)
        return values
