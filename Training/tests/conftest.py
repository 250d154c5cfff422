import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# Where several processes share few processors, more threads only wait for one another.
torch.set_num_threads(1)
