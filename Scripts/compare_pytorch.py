#!/usr/bin/env python3
"""Trains the configurations of a finished Podium study with PyTorch and compares validation losses.

    podium run jobs/table-1.yaml --trials 8 --epochs 10 --results /tmp/compare
    podium status table-1 --results /tmp/compare --json > study.json
    python3 Scripts/compare_pytorch.py study.json --data ~/.cache/podium/mnist

Both sides have the same model, optimizer, batch size, epochs and share of validation images; weights,
order of batches and the images held out are drawn anew, so that losses agree within the noise of a run
and not to the digit. That noise can be large: with strong weight decay, training stays near the loss of
the mean image (0.06 to 0.067) for some epochs, on either side, and leaves it sooner or later by chance;
compare several seeds (--seeds 3). Needs Scripts/requirements.txt.
"""

import argparse
import json
import math
import os

import numpy as np
import torch
from torch import nn


def autoencoder(dimension: int, hidden: int) -> nn.Module:
    """The reports' convolutional autoencoder, with Xavier weights and zero biases."""
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(),
        nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2), nn.ReLU(),
        nn.Flatten(), nn.Linear(288, hidden), nn.ReLU(), nn.Linear(hidden, dimension),
        nn.Linear(dimension, hidden), nn.ReLU(), nn.Linear(hidden, 288), nn.ReLU(),
        nn.Unflatten(1, (32, 3, 3)),
        nn.ConvTranspose2d(32, 16, 3, stride=2), nn.ReLU(),
        nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
        nn.ConvTranspose2d(8, 1, 3, stride=2, padding=1, output_padding=1), nn.Sigmoid(),
    )
    for module in model:
        if hasattr(module, "weight"):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    return model


def train(images: torch.Tensor, job: dict, values: dict, seed: int) -> float:
    """The validation loss after the job's epochs."""
    torch.manual_seed(seed)
    order = torch.randperm(len(images))
    held_out = round(len(images) * job["fraction"])
    training, validation = images[order[held_out:]], images[order[:held_out]]
    model = autoencoder(values["encoding_dimension"], values["hidden_units"])
    kind = {"Adam": torch.optim.Adam, "RMSprop": torch.optim.RMSprop}[values["optimizer"]]
    optimizer = kind(model.parameters(), lr=values["learning_rate"], weight_decay=values["l2"])
    batch = values.get("batch_size", job["batch"])
    for _ in range(job["epochs"]):
        for indices in torch.randperm(len(training)).split(batch):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(training[indices]), training[indices])
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        losses = [
            nn.functional.mse_loss(model(part), part, reduction="sum").item()
            for part in validation.split(2000)
        ]
    return sum(losses) / validation.numel()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", help="what `podium status STUDY --json` printed")
    parser.add_argument("--data", default=os.path.expanduser("~/.cache/podium/mnist"))
    parser.add_argument("--seeds", type=int, default=1, help="PyTorch runs a configuration")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--epochs", type=int, help="in place of the study's")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--validation-fraction", type=float, default=0.2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    with open(options.study) as file:
        study = json.load(file)
    job = {
        "epochs": options.epochs or study["epochs"],
        "batch": options.batch,
        "fraction": options.validation_fraction,
    }
    raw = np.fromfile(os.path.join(options.data, "train-images-idx3-ubyte"), np.uint8)
    images = torch.from_numpy(raw[16:].reshape(-1, 1, 28, 28)).float() / 255

    differences = []
    print("trial  podium   pytorch  difference  configuration")
    for trial in study["trials"]:
        if trial["state"] != "complete":
            continue
        values = trial["configuration"]
        ours = trial["metrics"]["validation_loss"]
        theirs = [train(images, job, values, seed) for seed in range(options.seeds)]
        mean = sum(theirs) / len(theirs)
        differences.append(ours / mean - 1)
        words = " ".join(f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}"
                         for name, value in values.items())
        spread = f" (pytorch {min(theirs):.4f} to {max(theirs):.4f})" if len(theirs) > 1 else ""
        print(f"{trial['number']:5}  {ours:.5f}  {mean:.5f}  {differences[-1]:+9.1%}  {words}{spread}",
              flush=True)
    if differences:
        mean = sum(differences) / len(differences)
        deviation = math.sqrt(sum((d - mean) ** 2 for d in differences) / len(differences))
        print(f"mean difference {mean:+.1%}, deviation {deviation:.1%}, {len(differences)} trials")


if __name__ == "__main__":
    main()
