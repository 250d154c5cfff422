"""Timesteps as an event camera gives them, made up."""

import numpy as np
from numpy.typing import NDArray


def made_up_timesteps(count: int, width: int, height: int) -> NDArray[np.float32]:
    """Rectangles that move, as an event camera sees them: 127/256 nothing, 255/256 ON, 0 OFF."""
    random = np.random.default_rng(1)
    y, x = np.mgrid[0:height, 0:width]
    frame = np.array([width, height])
    place = random.uniform([0, 0], frame, (8, 2))
    size = random.uniform(0.05 * frame, 0.3 * frame, (8, 2))
    fastest = frame * [0.04, 0.024]
    speed = random.uniform(-fastest, fastest, (8, 2))
    steps = []
    for _ in range(count):
        plane = np.full((height, width), 127, np.float32)
        noise = random.integers(0, plane.size, plane.size // 100)
        plane.flat[noise] = random.choice([0, 255], len(noise))
        for index in range(len(place)):
            (a, b), (w, h) = place[index], size[index]
            before = (x >= a) & (x < a + w) & (y >= b) & (y < b + h)
            place[index] += speed[index]
            speed[index] *= np.where((place[index] < 0) | (place[index] > frame), -1, 1)
            a, b = place[index]
            after = (x >= a) & (x < a + w) & (y >= b) & (y < b + h)
            changed = (before != after) & (random.random(plane.shape) < 0.8)
            plane[changed] = np.where(after, 255, 0)[changed]
        steps.append(np.stack([plane / 256] * 3))
    return np.stack(steps).astype(np.float32)
