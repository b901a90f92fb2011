#!/usr/bin/env python3
"""Golden values for the training engine's tests, made by PyTorch.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_engine.py                 # writes Tests/TrainingEngineTests/Goldens
    python Scripts/goldens_engine.py --check FILE    # reads a checkpoint that Podium wrote

Images and batches are worked out from whole numbers, by the same formulas in the tests, so only
weights and losses are stored. PyTorch runs in float64, from weights that are exact in float32: with
RMSprop, which divides by the size of the gradient, the sign of a gradient that is almost 0 decides
where a weight goes, and PyTorch's own float32 trajectory strays by up to 7e-4 (losses) and 0.17
(weights) in 100 steps at a learning rate of 1e-3. At 2e-4 rounding alone changes the losses by 2e-9.
What is stored is rounded to float32.
"""

import argparse
import pathlib

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

GOLDENS = pathlib.Path(__file__).parent.parent / "Tests/TrainingEngineTests/Goldens"
SAMPLES = 64
BATCH = 20  # a whole panel of 16 samples and a partial one
STEPS = 100


class Autoencoder(nn.Module):
    """The reports' network with a narrow middle, to keep the files small."""

    def __init__(self, hidden=20, encoding=3):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2), nn.ReLU(),
            nn.Flatten(),
            nn.Linear(288, hidden), nn.ReLU(),
            nn.Linear(hidden, encoding),
        )
        self.decoder = nn.Sequential(
            nn.Linear(encoding, hidden), nn.ReLU(),
            nn.Linear(hidden, 288), nn.ReLU(),
            nn.Unflatten(1, (32, 3, 3)),
            nn.ConvTranspose2d(32, 16, 3, stride=2), nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
            nn.ConvTranspose2d(8, 1, 3, stride=2, padding=1, output_padding=1), nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))


class Odd(nn.Module):
    """Kernels, strides and paddings that the reports do not use."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(2, 5, 4, stride=3, padding=2), nn.Sigmoid(),
            nn.Conv2d(5, 3, 2), nn.ReLU(), nn.Flatten(), nn.Linear(27, 7), nn.Sigmoid(),
        )
        self.decoder = nn.Sequential(
            nn.Linear(7, 27), nn.ReLU(), nn.Unflatten(1, (3, 3, 3)),
            nn.ConvTranspose2d(3, 5, 2), nn.ReLU(),
            nn.ConvTranspose2d(5, 2, 5, stride=3, padding=2, output_padding=1), nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))


def images(channels, size):
    """Smooth images of whole numbers 0...255, different from sample to sample."""
    sample = torch.arange(SAMPLES).view(-1, 1, 1, 1)
    channel = torch.arange(channels).view(1, -1, 1, 1)
    row = torch.arange(size).view(1, 1, -1, 1)
    column = torch.arange(size).view(1, 1, 1, -1)
    value = (row - 3 - sample % 17) ** 2 + (column - 5 - sample % 13) ** 2 * (1 + channel)
    return (255 - value * (1 + sample % 5)).clamp(min=0).to(torch.float64) / 255


def batch(step):
    return [(step * 20 + k * 7) % SAMPLES for k in range(BATCH)]


def initialise(model):
    torch.manual_seed(1)
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1:
            nn.init.xavier_uniform_(parameter)
        else:
            nn.init.uniform_(parameter, -0.05, 0.05)


def rounded(values):
    return values.detach().to(torch.float32).clone().contiguous()


def tensors(model):
    return {name: rounded(value) for name, value in model.named_parameters()}


def save(name, values):
    # No metadata beyond the format's own: a file as any PyTorch user would write it.
    path = GOLDENS / f"{name}.safetensors"
    save_file(values, path, metadata={"format": "pt"})
    path.chmod(0o644)


def trajectory(make_optimizer):
    model = Autoencoder()
    initialise(model)
    model.double()
    optimizer = make_optimizer(model.parameters())
    data = images(1, 28)
    losses = []
    for step in range(STEPS):
        target = data[batch(step)]
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(target), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    values = tensors(model)
    values["losses"] = torch.tensor(losses, dtype=torch.float32)
    return values


def write():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    GOLDENS.mkdir(parents=True, exist_ok=True)
    model = Autoencoder()
    initialise(model)
    save("initial", tensors(model))
    save("adam", trajectory(lambda p: torch.optim.Adam(p, lr=2e-3, weight_decay=1e-3)))
    save("rmsprop", trajectory(lambda p: torch.optim.RMSprop(p, lr=2e-4, weight_decay=1e-3)))

    odd = Odd()
    initialise(odd)
    odd.double()
    target = images(2, 11)[batch(0)]
    output = odd(target)
    loss = nn.functional.mse_loss(output, target)
    loss.backward()
    values = tensors(odd)
    for name, parameter in odd.named_parameters():
        values[f"gradient.{name}"] = rounded(parameter.grad)
    values["output"] = rounded(output)
    values["loss"] = rounded(loss).view(1)
    save("odd", values)
    print(f"torch {torch.__version__}: wrote {GOLDENS}")


def check(path):
    """Reads a checkpoint of Podium with the safetensors library and the model's own loader."""
    with safe_open(path, framework="pt") as file:
        names = list(file.keys())
        print({key: value for key, value in (file.metadata() or {}).items()})
        state = {name: file.get_tensor(name) for name in names if not name.startswith("optimizer.")}
    hidden, encoding = state["encoder.9.weight"].shape[1], state["encoder.9.weight"].shape[0]
    model = Autoencoder(hidden, encoding)
    model.load_state_dict(state, strict=True)
    target = images(1, 28)[batch(0)].to(torch.float32)
    loss = nn.functional.mse_loss(model(target), target).item()
    print(f"{len(names)} tensors; loss of the first batch {loss:.7f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", metavar="FILE")
    arguments = parser.parse_args()
    check(arguments.check) if arguments.check else write()
