"""Runs an exported network over made-up timesteps, its state carried: python run_onnx.py MODEL.onnx [TIMESTEPS]"""

import sys

import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
inputs = {value.name: value.shape for value in session.get_inputs()}
outputs = [value.name for value in session.get_outputs()]
shape = inputs.pop("input")
state = {name: np.zeros(shape, np.float32) for name, shape in inputs.items()}  # nothing was seen yet
raw = []
for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 2):
    timestep = np.full(shape, 127 / 255, np.float32)  # last polarity: no events
    timestep[..., 10:20, 10:20] = 1  # a square of ON events
    results = dict(zip(outputs, session.run(outputs, {"input": timestep, **state}), strict=True))
    raw.append(results["raw"])
    state = {name: results[f"next_{name}"] for name in state}
window = np.mean(raw, axis=0)  # [1, 64 + classes, anchors]
scores = 1 / (1 + np.exp(-window[0, 64:]))
print(window.shape, "best score", scores.max())
