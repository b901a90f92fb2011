"""A convolutional network on MNIST in PyTorch, which saves its state and resumes.

MNIST is read from `$MNIST`, the directory with the four files in the IDX format (Podium's cache has them:
~/.cache/podium/mnist after `podium data fetch mnist`).
"""

import os
from pathlib import Path

import torch
from podium_trial import Trial
from torch import nn

trial = Trial({"learning_rate": 1e-3, "channels": 16, "dropout": 0.2}, epochs=3)
torch.manual_seed(trial.seed)
# Sums in a fixed order: the same trial has the same result every time.
torch.use_deterministic_algorithms(True)
torch.set_num_threads(1)


def idx(name: str, header: int) -> torch.Tensor:
    data = (Path(os.environ["MNIST"]) / name).read_bytes()
    return torch.frombuffer(bytearray(data[header:]), dtype=torch.uint8)


images = idx("train-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).float() / 255
labels = idx("train-labels-idx1-ubyte", 8).long()
training, validation = slice(0, 50_000), slice(50_000, 60_000)

channels = trial.parameters["channels"]
network = nn.Sequential(
    nn.Conv2d(1, channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(channels, 2 * channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Dropout(trial.parameters["dropout"]), nn.Linear(98 * channels, 10),
)
optimizer = torch.optim.Adam(network.parameters(), lr=trial.parameters["learning_rate"])
loss_of = nn.CrossEntropyLoss()

state = trial.checkpoint_directory / "state.pt" if trial.checkpoint_directory else None
if state and state.exists():
    saved = torch.load(state, weights_only=True)
    network.load_state_dict(saved["network"])
    optimizer.load_state_dict(saved["optimizer"])


def save(epoch: int) -> None:
    if state is None:
        return
    new = state.with_suffix(".new")
    torch.save({"network": network.state_dict(), "optimizer": optimizer.state_dict()}, new)
    new.replace(state)
    trial.saved(epoch)


for epoch in range(trial.start_epoch + 1, trial.until_epoch + 1):
    network.train()
    # The order and the dropout of an epoch depend on the epoch, not on where the run began.
    torch.manual_seed(trial.seed + epoch)
    for batch in torch.randperm(50_000).split(100):
        optimizer.zero_grad()
        loss_of(network(images[training][batch]), labels[training][batch]).backward()
        optimizer.step()
    network.eval()
    with torch.no_grad():
        outputs = torch.cat([network(part) for part in images[validation].split(1000)])
        loss = loss_of(outputs, labels[validation]).item()
        accuracy = (outputs.argmax(1) == labels[validation]).float().mean().item()
    trial.report(epoch, validation_loss=loss, accuracy=accuracy)
    save(epoch)
    if trial.should_stop:
        break
