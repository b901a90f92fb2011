#!/usr/bin/env python3
"""Golden values for the tests of residual blocks and of layers of one dimension, made by PyTorch.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_blocks.py       # writes Tests/TrainingEngineTests/Goldens/blocks.safetensors

Each case is a small network that reconstructs images of 2×7×7 values, those of goldens_engine.py.
PyTorch runs in float64, from weights that are exact in float32; what is stored is rounded: losses,
outputs and gradients of one batch, then losses and weights of 20 steps of SGD with momentum.
"""

import torch
from goldens_engine import GOLDENS, batch, images, rounded
from goldens_layers import STORED_OUTPUTS, initialise
from safetensors.torch import save_file
from torch import nn

STEPS = 20


class Residual(nn.Module):
    """The block of docs/models.md."""

    def __init__(self, *body, projection=None):
        super().__init__()
        self.body, self.projection = nn.Sequential(*body), projection

    def forward(self, x):
        return self.body(x) + (x if self.projection is None else self.projection(x))


def sequence(channels, length, *layers):
    return nn.Sequential(nn.Flatten(), nn.Unflatten(1, (channels, length)), *layers)


def cases():
    yield "conv1d", sequence(
        2, 49, nn.Conv1d(2, 5, 4, stride=3, padding=2), nn.Sigmoid(),
        nn.ConvTranspose1d(5, 2, 4, stride=3, padding=2, output_padding=1))
    yield "conv1d-channels", sequence(
        14, 7, nn.Conv1d(14, 20, 3, padding=1), nn.ReLU(), nn.Conv1d(20, 14, 3, padding=1))
    yield "pool1d", sequence(
        2, 49, nn.Conv1d(2, 4, 3, padding=1), nn.MaxPool1d(3, stride=2, padding=1),
        nn.AvgPool1d(2, stride=2, padding=1), nn.BatchNorm1d(4), nn.Upsample(scale_factor=4),
        nn.Conv1d(4, 2, 4))
    yield "residual", nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1),
        Residual(nn.Conv2d(3, 3, 3, padding=1), nn.ReLU(), nn.Conv2d(3, 3, 3, padding=1)),
        nn.ReLU(), nn.Conv2d(3, 2, 3, padding=1))
    yield "residual-projection", nn.Sequential(
        Residual(
            nn.Conv2d(2, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU(),
            nn.Conv2d(4, 4, 3, padding=1), nn.BatchNorm2d(4),
            projection=nn.Conv2d(2, 4, 1, stride=2)),
        nn.ReLU(), nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1))
    yield "residual-nested", nn.Sequential(
        nn.Flatten(), nn.Linear(98, 12),
        Residual(
            nn.ReLU(), nn.Linear(12, 12),
            Residual(nn.GELU(), nn.Linear(12, 7), projection=nn.Linear(12, 7)),
            projection=nn.Linear(12, 7)),
        nn.LayerNorm(7), Residual(nn.ReLU()), nn.Linear(7, 98))
    yield "residual-sequence", sequence(
        7, 14,
        Residual(
            nn.BatchNorm1d(7), nn.ReLU(), nn.Conv1d(7, 9, 3, stride=2, padding=1),
            projection=nn.Conv1d(7, 9, 1, stride=2)),
        Residual(nn.BatchNorm1d(9), nn.SiLU(), nn.Conv1d(9, 9, 3, padding=1)),
        nn.Flatten(), nn.Linear(63, 98))


def loss_of(model, step):
    target = images(2, 7)[batch(step)]
    output = model(target)
    return nn.functional.mse_loss(output, target.view_as(output))


def tensors(model, seed):
    initialise(model, seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(0.5)
    values = {name: rounded(value) for name, value in model.named_parameters()}
    for name, value in model.named_buffers():
        values[name] = value.clone()
    model.double()
    loss = loss_of(model, 0)
    loss.backward()
    for name, parameter in model.named_parameters():
        values[f"gradient.{name}"] = rounded(parameter.grad)
    for name, value in model.named_buffers():
        values[f"after.{name}"] = rounded(value)
    model.eval()
    values["output"] = rounded(model(images(2, 7)[batch(0)])[:STORED_OUTPUTS].flatten())
    values["loss"] = rounded(loss).view(1)
    model.train()
    # The first step's batch has passed the normalisations once already, as in the tests.
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(model, step)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    values["losses"] = torch.tensor(losses, dtype=torch.float32)
    for name, parameter in model.named_parameters():
        values[f"trained.{name}"] = rounded(parameter)
    print(f"  {losses[0]:.5f} to {losses[-1]:.5f}")
    return values


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    stored = {}
    for seed, (name, model) in enumerate(cases()):
        print(name)
        for key, value in tensors(model, seed).items():
            stored[f"{name}/{key}"] = value
    path = GOLDENS / "blocks.safetensors"
    save_file(stored, path, metadata={"format": "pt"})
    path.chmod(0o644)
    print(f"torch {torch.__version__}: wrote {path}")
