"""Loads weights that `podium train` kept into PyTorch, and compares what both make of the test set.

    python Scripts/check_weights.py results/table-1/model

The directory's model.json says which loss Podium measured on MNIST's test images; PyTorch, in
float64, must find the same within 1e-6. For the reports' autoencoder alone.
"""

import json
import os
import pathlib
import sys

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn


def autoencoder(dimension: int, units: int) -> nn.ModuleDict:
    return nn.ModuleDict(
        {
            "encoder": nn.Sequential(
                nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(),
                nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(),
                nn.Conv2d(16, 32, 3, stride=2), nn.ReLU(),
                nn.Flatten(), nn.Linear(288, units), nn.ReLU(), nn.Linear(units, dimension),
            ),
            "decoder": nn.Sequential(
                nn.Linear(dimension, units), nn.ReLU(), nn.Linear(units, 288), nn.ReLU(),
                nn.Unflatten(1, (32, 3, 3)),
                nn.ConvTranspose2d(32, 16, 3, stride=2), nn.ReLU(),
                nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
                nn.ConvTranspose2d(8, 1, 3, stride=2, padding=1, output_padding=1), nn.Sigmoid(),
            ),
        }
    )


def test_images() -> torch.Tensor:
    cache = os.environ.get("PODIUM_DATA") or os.path.expanduser("~/.cache/podium")
    data = np.fromfile(f"{cache}/mnist/t10k-images-idx3-ubyte", np.uint8)[16:]
    return torch.from_numpy(data.reshape(-1, 1, 28, 28)) / torch.tensor(255.0)


def main() -> None:
    directory = pathlib.Path(sys.argv[1])
    document = json.loads((directory / "model.json").read_text())
    tensors = load_file(directory / "model.safetensors")
    dimension, units = tensors["encoder.9.weight"].shape
    model = autoencoder(dimension, units)
    model.load_state_dict(tensors)
    model.double().eval()
    total = 0.0
    with torch.no_grad():
        for batch in test_images().double().split(500):
            output = model["decoder"](model["encoder"](batch))
            total += nn.functional.mse_loss(output, batch, reduction="sum").item()
    theirs = total / (10_000 * 784)
    ours = document["metrics"]["validation_loss"]
    print(f"Podium {ours:.9f}, PyTorch {theirs:.9f}, difference {abs(ours - theirs):.1e}")
    sys.exit(abs(ours - theirs) > 1e-6)


if __name__ == "__main__":
    main()
