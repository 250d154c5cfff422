"""SpikeYOLO in PyTorch, with the key names of published checkpoints."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .description import BOX_CHANNELS, STRIDES, Description
from .layers import (
    AllConvBlock,
    Blocks,
    ConvBlock,
    DownSampling,
    Predictor,
    SpatialPyramid,
    StandardConv,
)
from .neuron import Firing, IntegerLIF

Potentials = dict[str, Tensor]


class Detect(nn.Module):
    """The head: a branch of boxes and a branch of classes for each of three levels."""

    def __init__(self, classes: int, levels: list[int]) -> None:
        super().__init__()
        box_channels = max(16, levels[0] // 4, BOX_CHANNELS)
        class_channels = max(levels[0], min(classes, 100))
        self.cv2 = nn.ModuleList(self._branch(level, box_channels, BOX_CHANNELS) for level in levels)
        self.cv3 = nn.ModuleList(self._branch(level, class_channels, classes) for level in levels)
        # The projection is part of published checkpoints; its weights are the numbers of the bins and never trained.
        self.dfl = nn.Module()
        self.dfl.conv = nn.Conv2d(16, 1, 1, bias=False)
        self.dfl.conv.weight.data[:] = torch.arange(16.0).view(1, 16, 1, 1)
        self.dfl.conv.weight.requires_grad_(False)

    @staticmethod
    def _branch(inputs: int, middle: int, outputs: int) -> Blocks:
        return Blocks([StandardConv(inputs, middle, 3), StandardConv(middle, middle, 3), Predictor(middle, outputs)])

    def set_first_biases(self) -> None:
        """Begins with boxes of some size and with classes as rare as objects are among anchors."""
        for boxes, classes, stride in zip(self.cv2, self.cv3, STRIDES, strict=True):
            predictor = classes[-1].conv
            boxes[-1].conv.bias.data[:] = 1.0
            predictor.bias.data[:] = math.log(5 / predictor.out_channels / (640 / stride) ** 2)

    def forward(self, levels: list[Tensor], firing: Firing) -> Tensor:
        outputs = []
        for boxes, classes, level in zip(self.cv2, self.cv3, levels, strict=True):
            both = torch.cat([boxes(level, firing), classes(level, firing)], 1)
            outputs.append(both.flatten(2))
        return torch.cat(outputs, 2)


class SpikeYOLO(nn.Module):
    """The network of a description.

    Timesteps go through it layer by layer, all of them in one batch, since only neurons know of time.
    """

    def __init__(self, description: Description) -> None:
        super().__init__()
        self.description = description
        scale = description.scale
        down, single = scale.down_sampling_channels, scale.convolution_channels
        first, second, third, fourth = down(128), down(256), down(512), down(1024)
        pooled = scale.pooling_channels(1024)
        half, quarter = single(512), single(256)
        if min(first, quarter) < 1:
            raise ValueError(f"a width of {scale.width} leaves layers without channels")
        layers = [
            nn.Identity(),
            DownSampling(3, first, 7, 4, 2, first=True),
            self._repeat(AllConvBlock, first, 4, 3),
            DownSampling(first, second, 3, 2, 1),
            self._repeat(AllConvBlock, second, 4, 6),
            DownSampling(second, third, 3, 2, 1),
            self._repeat(ConvBlock, third, 3, 9),
            DownSampling(third, fourth, 3, 2, 1),
            self._repeat(ConvBlock, fourth, 2, 3 if description.variant == "coco" else 1),
            SpatialPyramid(fourth, pooled),
            StandardConv(pooled, half),
            nn.Identity(),
            ConvBlock(half, 3),
            nn.Identity(),
            StandardConv(half + third, quarter),
            nn.Identity(),
            AllConvBlock(quarter, 4),
            nn.Identity(),
            StandardConv(quarter + second, quarter),
            AllConvBlock(quarter, 4),
            StandardConv(quarter, quarter, 3, 2),
            nn.Identity(),
            ConvBlock(2 * quarter, 3),
            StandardConv(2 * quarter, half, 3, 2),
            nn.Identity(),
            ConvBlock(2 * half, scale.last_block_expansion),
            Detect(len(description.classes), [quarter, 2 * quarter, 2 * half]),
        ]
        self.model = nn.ModuleList(layers)
        self.model[26].set_first_biases()
        for name, module in self.named_modules():
            if isinstance(module, IntegerLIF):
                module.path = name

    def _repeat(self, kind: type[AllConvBlock | ConvBlock], channels: int, expansion: int, count: int) -> nn.Module:
        repeats = self.description.scale.repeats(count)
        blocks = [kind(channels, expansion) for _ in range(repeats)]
        return Blocks(blocks) if repeats > 1 else blocks[0]

    @property
    def parameter_count(self) -> int:
        """The number of parameters, the 16 fixed weights of the projection included."""
        return sum(parameter.numel() for parameter in self.parameters())

    def forward(self, images: Tensor, potentials: Potentials | None = None) -> tuple[Tensor, Potentials]:
        """Computes timesteps.

        images: [timesteps, batch, 3, height, width], divided by the normalisation divisor; potentials: what an earlier
        call has left, or None for zero. Returns the head's output of every timestep,
        [timesteps, batch, 64 + classes, anchors], and what is left of the potentials, detached.
        """
        firing = Firing(self.description.neuron, images.shape[0], potentials)
        outputs = self.compute(images, firing)
        return outputs, {name: potential.detach() for name, potential in firing.after.items()}

    def compute(self, images: Tensor, firing: Firing) -> Tensor:
        """Computes timesteps with given neurons; see `forward`."""
        timesteps, batch = images.shape[:2]
        values = images.flatten(0, 1).contiguous(memory_format=torch.channels_last)
        layers = self.model
        kept = {}
        for index in range(1, 11):
            values = layers[index](values, firing)
            kept[index] = values
        values = layers[12](self._upsample(kept[10]), firing)
        kept[14] = layers[14](torch.cat([values, kept[6]], 1), firing)
        values = layers[16](self._upsample(kept[14]), firing)
        level3 = layers[19](layers[18](torch.cat([values, kept[4]], 1), firing), firing)
        level4 = layers[22](torch.cat([layers[20](level3, firing), kept[14]], 1), firing)
        level5 = layers[25](torch.cat([layers[23](level4, firing), kept[10]], 1), firing)
        outputs = layers[26]([level3, level4, level5], firing)
        return outputs.view(timesteps, batch, *outputs.shape[1:])

    @staticmethod
    def _upsample(values: Tensor) -> Tensor:
        return functional.interpolate(values, scale_factor=2.0, mode="nearest")
