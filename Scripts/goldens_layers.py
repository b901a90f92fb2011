#!/usr/bin/env python3
"""Golden values for the tests of the training engine's layers, made by PyTorch.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_layers.py       # writes Tests/TrainingEngineTests/Goldens/layers.safetensors

Each case is a small network that reconstructs its input through the layer, with weights before it,
whose gradients need the layer's input gradient. Images and batches are those of goldens_engine.py.
PyTorch runs in float64, from weights that are exact in float32; what is stored is rounded.
"""

import torch
from goldens_engine import GOLDENS, batch, images, rounded
from safetensors.torch import save_file
from torch import nn

STORED_OUTPUTS = 3  # samples


class Dropout(nn.Module):
    """PyTorch's dropout with the words that the tests draw too, for layer number `layer`."""

    def __init__(self, probability, layer):
        super().__init__()
        self.probability, self.layer = probability, layer

    def forward(self, values):
        if not self.training:
            return values
        samples, elements = values.shape[0], values[0].numel()
        sample = torch.arange(samples).view(-1, 1)
        element = torch.arange(elements).view(1, -1)
        word = (self.layer * 7919 + sample * 104729 + element * 1299709 + 17) & 0xFFFFFFFF
        for factor in (0x85EBCA6B, 0x2C1B3C6D):  # 32 bits by 31: no overflow of 64
            word = ((word ^ (word >> 15)) * (factor & 0x7FFFFFFF)) & 0xFFFFFFFF
        kept = (word >= int(self.probability * 2**32)).view_as(values)
        return values * kept / (1 - self.probability)


def between(*layers, channels=2, inner=3, after=None):
    """Layers between two convolutions that keep an image's size."""
    return nn.Sequential(
        nn.Conv2d(channels, inner, 3, padding=1), *layers,
        nn.Conv2d(after or inner, channels, 3, padding=1))


def cases():
    """Name, image size (of two channels), network."""
    yield "leaky-relu", 7, between(nn.LeakyReLU(0.2))
    yield "elu", 7, between(nn.ELU(1.3))
    yield "gelu", 7, between(nn.GELU())
    yield "silu", 7, between(nn.SiLU())
    yield "tanh", 7, between(nn.Tanh())
    yield "softplus", 7, between(nn.Softplus(beta=1.5, threshold=1))
    yield "functions", 5, nn.Sequential(
        nn.GELU(), nn.Flatten(), nn.Linear(50, 9), nn.Tanh(), nn.ELU(), nn.Linear(9, 50),
        nn.SiLU(), nn.Softplus())
    yield "max-pool", 7, nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.MaxPool2d(2), nn.Tanh(), nn.Upsample(scale_factor=2),
        nn.Conv2d(3, 2, 2, padding=1))
    yield "max-pool-overlap", 7, nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, stride=2, padding=1),
        nn.Upsample(scale_factor=2), nn.Conv2d(3, 2, 2))
    yield "avg-pool", 7, nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.AvgPool2d(3, stride=2, padding=1),
        nn.Upsample(scale_factor=2), nn.Conv2d(3, 2, 2))
    yield "avg-pool-gaps", 11, nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.AvgPool2d(2, stride=3), nn.Sigmoid(),
        nn.Upsample(scale_factor=3), nn.Conv2d(3, 2, 2))
    yield "upsample", 5, nn.Sequential(
        nn.Conv2d(2, 3, 3, stride=2), nn.Upsample(scale_factor=3), nn.Conv2d(3, 2, 2))
    yield "dropout", 7, nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.ReLU(), Dropout(0.3, 2),
        nn.Conv2d(3, 2, 3, padding=1))
    yield "dropout-vectors", 5, nn.Sequential(
        Dropout(0.2, 0), nn.Flatten(), nn.Linear(50, 9), nn.Tanh(), Dropout(0.5, 4),
        nn.Linear(9, 50))
    yield "layer-norm", 7, between(nn.LayerNorm([3, 7, 7]), nn.Tanh())
    yield "layer-norm-vectors", 5, nn.Sequential(
        nn.Flatten(), nn.LayerNorm(50), nn.Linear(50, 9), nn.LayerNorm(9, eps=1e-3), nn.GELU(),
        nn.Linear(9, 50))
    yield "batch-norm", 7, between(nn.BatchNorm2d(3), nn.ReLU())
    yield "batch-norm-first", 5, nn.Sequential(
        nn.BatchNorm2d(2), nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3, momentum=0.3), nn.BatchNorm2d(3),
        nn.Tanh(), nn.ConvTranspose2d(3, 2, 3))
    yield "batch-norm-vectors", 5, nn.Sequential(
        nn.Flatten(), nn.Linear(50, 19), nn.BatchNorm1d(19, eps=1e-3), nn.Sigmoid(),
        nn.Linear(19, 7), nn.BatchNorm1d(7), nn.SiLU(), nn.Linear(7, 50))
    yield "batch-norm-deep", 7, nn.Sequential(
        nn.Conv2d(2, 3, 3, stride=2, padding=1), nn.BatchNorm2d(3), nn.Tanh(), Dropout(0.3, 3),
        nn.Conv2d(3, 4, 2), nn.LayerNorm([4, 3, 3]), nn.BatchNorm2d(4), nn.Sigmoid(),
        nn.ConvTranspose2d(4, 2, 3, stride=2))


def initialise(model, seed):
    torch.manual_seed(seed)
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -0.7, 0.7)
    for name, buffer in model.named_buffers():
        if buffer.dim() > 0:
            nn.init.uniform_(buffer, 0.5, 1.5)
        else:
            buffer.fill_(3)


def tensors(size, model, seed):
    initialise(model, seed)
    values = {name: rounded(value) for name, value in model.named_parameters()}
    for name, value in model.named_buffers():
        # As PyTorch stores them: the count of batches is a 64-bit integer.
        values[name] = value.clone()
    model.double()
    target = images(2, size)[batch(0)]
    output = model(target)
    loss = nn.functional.mse_loss(output, target.view_as(output))
    loss.backward()
    for name, parameter in model.named_parameters():
        values[f"gradient.{name}"] = rounded(parameter.grad)
    for name, value in model.named_buffers():
        values[f"after.{name}"] = rounded(value)
    model.eval()
    values["output"] = rounded(model(target)[:STORED_OUTPUTS].flatten())
    values["loss"] = rounded(loss).view(1)
    return values


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    stored = {}
    for seed, (name, size, model) in enumerate(cases()):
        for key, value in tensors(size, model, seed).items():
            stored[f"{name}/{key}"] = value
    path = GOLDENS / "layers.safetensors"
    save_file(stored, path, metadata={"format": "pt"})
    path.chmod(0o644)
    print(f"torch {torch.__version__}: wrote {path}")
