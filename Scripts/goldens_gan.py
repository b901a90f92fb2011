#!/usr/bin/env python3
"""Golden values for the tests of adversarial training, made by PyTorch.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_gan.py          # writes Tests/TrainingEngineTests/Goldens/gan.safetensors

Two pairs of small networks on 8x8 images in -1...1: `dense` with dropout, whose masks follow from
the words that the tests draw too, and `conv` with batch normalisation. PyTorch runs in float64,
from weights that are exact in float32; what is stored is rounded. For each batch: a discriminator's
step on real images, one on generated ones, a generator's step on the same ones.
"""

import torch
from goldens_engine import BATCH, GOLDENS, SAMPLES, batch, images, rounded
from safetensors.torch import save_file
from torch import nn

STEPS = 40


class Dropout(nn.Module):
    """PyTorch's dropout with the words of a step, purpose, layer and sample."""

    def __init__(self, probability, layer):
        super().__init__()
        self.probability, self.layer, self.step, self.purpose = probability, layer, 0, 0

    def forward(self, values):
        sample = torch.arange(values.shape[0]).view(-1, 1)
        element = torch.arange(values[0].numel()).view(1, -1)
        word = (self.step * 31337 + self.purpose * 15485863 + self.layer * 7919
                + sample * 104729 + element * 1299709 + 17) & 0xFFFFFFFF
        for factor in (0x05EBCA6B, 0x2C1B3C6D):
            word = ((word ^ (word >> 15)) * factor) & 0xFFFFFFFF
        kept = (word >= int(self.probability * 2**32)).view_as(values)
        return values * kept / (1 - self.probability)


def dense():
    generator = nn.Sequential(
        nn.Linear(6, 9), nn.LeakyReLU(0.2), Dropout(0.3, 2), nn.Linear(9, 21), nn.LeakyReLU(0.2),
        Dropout(0.3, 5), nn.Linear(21, 64), nn.Tanh(), nn.Unflatten(1, (1, 8, 8)))
    discriminator = nn.Sequential(
        nn.Flatten(), nn.Linear(64, 19), nn.LeakyReLU(0.2), Dropout(0.3, 3), nn.Linear(19, 7),
        nn.LeakyReLU(0.2), Dropout(0.3, 6), nn.Linear(7, 1), nn.Sigmoid())
    return generator, discriminator


def conv():
    generator = nn.Sequential(
        nn.Linear(6, 20), nn.Unflatten(1, (5, 2, 2)), nn.BatchNorm2d(5), nn.ReLU(),
        nn.ConvTranspose2d(5, 3, 4, stride=2, padding=1), nn.BatchNorm2d(3), nn.ReLU(),
        nn.ConvTranspose2d(3, 1, 4, stride=2, padding=1), nn.Tanh())
    discriminator = nn.Sequential(
        nn.Conv2d(1, 3, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
        nn.Conv2d(3, 5, 3, stride=2, padding=1), nn.BatchNorm2d(5), nn.LeakyReLU(0.2),
        nn.Flatten(), nn.Linear(20, 1), nn.Sigmoid())
    return generator, discriminator


def noise(step):
    """Whole multiples of 1/1024 in -2..<2, a row for each of the samples."""
    index = torch.arange(SAMPLES * 6).view(SAMPLES, 6)
    return (((index * 7919 + 13) % 4096 - 2048).to(torch.float64) / 1024)[batch(step)]


def tensors(make, seed):
    torch.manual_seed(seed)
    parts = dict(zip(("generator", "discriminator"), make()))
    values = {}
    for name, part in parts.items():
        for parameter in part.parameters():
            nn.init.uniform_(parameter, -0.5, 0.5)
        for key, value in part.named_parameters():
            values[f"{name}.{key}"] = rounded(value)
        part.double()
    generator, discriminator = parts.values()
    generator_optimizer = torch.optim.Adam(generator.parameters(), lr=2e-3, betas=(0.5, 0.999))
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), lr=1e-3)
    data, loss = images(1, 8) * 2 - 1, nn.BCELoss()
    losses = []

    def judge(values, target, step, purpose=0):
        for layer in discriminator:
            if isinstance(layer, Dropout):
                layer.step, layer.purpose = step, purpose
        return loss(discriminator(values), torch.full((BATCH, 1), target, dtype=torch.float64))

    def update(optimizer, value):
        losses.append(value.item())
        optimizer.zero_grad()
        value.backward()
        optimizer.step()

    for step in range(STEPS):
        update(discriminator_optimizer, judge(data[batch(step)], 0.9, 2 * step))
        for layer in generator:
            if isinstance(layer, Dropout):
                layer.step = step
        fake = generator(noise(step))
        update(discriminator_optimizer, judge(fake.detach(), 0.0, 2 * step + 1))
        update(generator_optimizer, judge(fake, 1.0, 2 * step + 2, purpose=1))
        if step == 0:
            for key, value in generator.named_parameters():
                values[f"gradient.generator.{key}"] = rounded(value.grad)
    values["losses"] = rounded(torch.tensor(losses))
    for name, part in parts.items():
        for key, value in part.state_dict().items():
            values[f"after.{name}.{key}"] = rounded(value)
    return values


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    stored = {}
    for seed, make in enumerate((dense, conv)):
        for key, value in tensors(make, seed + 50).items():
            stored[f"{make.__name__}/{key}"] = value
    path = GOLDENS / "gan.safetensors"
    save_file(stored, path, metadata={"format": "pt"})
    path.chmod(0o644)
    print(f"torch {torch.__version__}: wrote {path}")
