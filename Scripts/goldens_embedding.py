#!/usr/bin/env python3
"""Golden values for the tests of embedded columns, made by PyTorch.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_embedding.py  # writes Tests/TrainingEngineTests/Goldens/embedding.safetensors

Each row has two numbers and three categories. torch.nn.Embedding makes values of the categories; a
category that is none (-1) makes zeros. PyTorch runs in float64, from weights that are exact in
float32; what is stored is rounded: inputs, targets, losses and gradients of one batch, then losses
and weights of 20 steps.
"""

import torch
from goldens_engine import GOLDENS, rounded
from safetensors.torch import save_file
from torch import nn

ROWS, BATCH, STEPS = 60, 20, 20
TABLES = [(7, 3), (4, 2), (9, 5)]  # categories, dimension
OPTIMIZERS = {
    "plain": lambda p: torch.optim.Adam(p, lr=5e-3, weight_decay=1e-3),
    "normalised": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
}


class Columns(nn.ModuleList):
    """The embeddings of a row of number, category, number, category, category."""

    def __init__(self):
        super().__init__(nn.Embedding(*table) for table in TABLES)

    def forward(self, rows):
        def embedded(table, column):
            index = rows[:, column].long()
            return self[table](index.clamp(min=0)) * (index >= 0).unsqueeze(1)

        return torch.cat(
            [rows[:, :1], embedded(0, 1), rows[:, 2:3], embedded(1, 3), embedded(2, 4)], 1)


class Model(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.embedding, self.layers = Columns(), nn.Sequential(*layers)

    def forward(self, rows):
        return self.layers(self.embedding(rows))


def models():
    yield "plain", Model(nn.Linear(12, 8), nn.Tanh(), nn.Linear(8, 2))
    yield "normalised", Model(
        nn.BatchNorm1d(12), nn.Linear(12, 8), nn.GELU(), nn.Linear(8, 2))


def data():
    torch.manual_seed(11)
    rows = torch.randn(ROWS, 5)
    for column, (categories, _) in zip((1, 3, 4), TABLES):
        rows[:, column] = torch.randint(-1, categories, (ROWS,))
    return rows, torch.randn(ROWS, 2)


def batch(step):
    return [(step * 20 + k * 7) % ROWS for k in range(BATCH)]


def tensors(model, make_optimizer, seed):
    torch.manual_seed(seed)
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -0.5, 0.5)
    rows, targets = data()
    values = {name: rounded(value) for name, value in model.named_parameters()}
    for name, value in model.named_buffers():
        values[name] = value.clone()
    model.double()
    rows, targets = rows.double(), targets.double()

    def loss_of(step):
        return nn.functional.mse_loss(model(rows[batch(step)]), targets[batch(step)])

    loss = loss_of(0)
    loss.backward()
    for name, parameter in model.named_parameters():
        values[f"gradient.{name}"] = rounded(parameter.grad)
    values["loss"] = rounded(loss).view(1)
    optimizer = make_optimizer(model.parameters())
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(step)
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
    rows, targets = data()
    stored = {"inputs": rounded(rows), "targets": rounded(targets)}
    for seed, (name, model) in enumerate(models()):
        print(name)
        for key, value in tensors(model, OPTIMIZERS[name], seed).items():
            stored[f"{name}/{key}"] = value
    path = GOLDENS / "embedding.safetensors"
    save_file(stored, path, metadata={"format": "pt"})
    path.chmod(0o644)
    print(f"torch {torch.__version__}: wrote {path}")
