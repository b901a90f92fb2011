#!/usr/bin/env python3
"""Golden values for losses, optimizers, schedules and initialisers, made by PyTorch.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_optim.py       # writes Tests/TrainingEngineTests/Goldens/optim-*

PyTorch runs in float64, from weights and outputs that are exact in float32; what is stored is rounded
to float32. Images, batches and labels are worked out from whole numbers, by the same formulas in
the tests.
"""

import torch
from torch import nn
from torch.nn.init import _calculate_fan_in_and_fan_out, calculate_gain
from torch.optim import lr_scheduler

from goldens_engine import SAMPLES, batch, images, rounded, save

STEPS = 200
SCHEDULE_STEPS = 300


def model(outputs, last):
    torch.manual_seed(3)
    layers = [nn.Flatten(), nn.Linear(64, 12), nn.Sigmoid(), nn.Linear(12, outputs)] + last
    net = nn.Sequential(*layers)
    for parameter in net.parameters():
        if parameter.dim() > 1:
            nn.init.xavier_uniform_(parameter)
        else:
            nn.init.uniform_(parameter, -0.05, 0.05)
    return nn.ModuleDict({"model": net}).double()


def weights(net):
    return {name: rounded(value) for name, value in net.named_parameters()}


def trajectory(make_optimizer, before=lambda net: None, make_schedule=None):
    """Reconstructs 8×8 images; the losses of all steps and the weights after them."""
    net = model(64, [nn.Sigmoid()])
    optimizer = make_optimizer(net.parameters())
    schedule = make_schedule(optimizer) if make_schedule else None
    data = images(1, 8)
    losses = []
    for step in range(STEPS):
        inputs = data[batch(step)]
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net["model"](inputs), inputs.flatten(1))
        loss.backward()
        before(net)
        optimizer.step()
        if schedule:
            schedule.step()
        losses.append(loss.item())
    return weights(net) | {"losses": torch.tensor(losses)}


def optimizers():
    optim, clip = torch.optim, nn.utils
    runs = {
        "sgd": trajectory(lambda p: optim.SGD(p, lr=0.5, weight_decay=1e-3)),
        "sgd-momentum": trajectory(
            lambda p: optim.SGD(p, lr=0.2, momentum=0.9, weight_decay=1e-3)),
        "sgd-nesterov": trajectory(
            lambda p: optim.SGD(p, lr=0.2, momentum=0.9, nesterov=True, weight_decay=1e-3)),
        "adam": trajectory(lambda p: optim.Adam(p, lr=5e-3, weight_decay=1e-4)),
        "adamw": trajectory(lambda p: optim.AdamW(p, lr=5e-3)),
        "adamw-decay": trajectory(
            lambda p: optim.AdamW(p, lr=2e-3, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.3)),
        "rmsprop": trajectory(lambda p: optim.RMSprop(p, lr=1e-3, weight_decay=1e-3)),
        "rmsprop-momentum": trajectory(
            lambda p: optim.RMSprop(p, lr=2e-4, alpha=0.9, momentum=0.8, weight_decay=1e-3)),
        "clip-norm": trajectory(
            lambda p: optim.SGD(p, lr=2, momentum=0.5),
            lambda net: clip.clip_grad_norm_(net.parameters(), 0.05)),
        "clip-value": trajectory(
            lambda p: optim.Adam(p, lr=5e-3),
            lambda net: clip.clip_grad_value_(net.parameters(), 1e-3)),
        "scheduled": trajectory(
            lambda p: optim.SGD(p, lr=0.5, momentum=0.9),
            make_schedule=lambda o: lr_scheduler.SequentialLR(
                o, [lr_scheduler.LinearLR(o, start_factor=0.1, total_iters=20),
                    lr_scheduler.CosineAnnealingLR(o, T_max=180)], [20])),
    }
    initial = weights(model(64, [nn.Sigmoid()]))
    classifier = {f"classifier.{n}": v for n, v in weights(model(5, [])).items()}
    save("optim-initial", initial | classifier)
    save("optim-trajectories", {
        f"{run}.{name}": value.to(torch.float32)
        for run, values in runs.items() for name, value in values.items()})


LOSSES = {
    "l1": nn.L1Loss(),
    "mse": nn.MSELoss(),
    "huber": nn.HuberLoss(),
    "huber-narrow": nn.HuberLoss(delta=0.25),
    "bce": nn.BCELoss(),
    "bce-logits": nn.BCEWithLogitsLoss(),
    "cross-entropy": nn.CrossEntropyLoss(),
    "cross-entropy-smooth": nn.CrossEntropyLoss(label_smoothing=0.1),
}


def losses():
    """Value and gradient for 11 samples of 7 outputs, and of a whole network for some losses."""
    torch.manual_seed(5)
    values = {}
    for name, loss in LOSSES.items():
        outputs = torch.randn(11, 7) * 3
        targets = torch.randint(0, 256, (11, 7)) / 255
        if name == "bce":
            outputs = torch.rand(11, 7)
            outputs[0, 0], outputs[0, 1], outputs[1, 0] = 1e-30, 1e-5, 1 - 2**-24
        if name in ("l1", "huber"):
            outputs[0, 0] = targets[0, 0]
            outputs[0, 1] = targets[0, 1] + 1
        if name == "bce-logits":
            outputs[0, :4] = torch.tensor([40.0, -40.0, 1e-6, 0.0])
        if name.startswith("cross"):
            outputs[0, :2] = torch.tensor([60.0, -60.0])
            targets = torch.randint(0, 7, (11,))
        x = outputs.double().requires_grad_()
        given = targets if name.startswith("cross") else targets.double()
        value = loss(x, given)
        value.backward()
        values |= {
            f"{name}.outputs": outputs, f"{name}.targets": targets.to(torch.float32),
            f"{name}.value": rounded(value), f"{name}.gradient": rounded(x.grad)}
    # Probabilities of exactly 0 and 1, right and wrong.
    x = torch.tensor([[0.0, 0.0, 1.0, 1.0]]).double().requires_grad_()
    t = torch.tensor([[0.0, 1.0, 0.0, 1.0]])
    value = nn.BCELoss()(x, t.double())
    value.backward()
    values |= {
        "bce-edge.outputs": rounded(x), "bce-edge.targets": t, "bce-edge.value": rounded(value),
        "bce-edge.gradient": rounded(x.grad)}
    data = images(1, 8)
    labels = torch.arange(SAMPLES) * 7 % 5
    classifier, decoder = model(5, []), model(64, [nn.Sigmoid()])
    for name, net, loss, wanted in [
        ("images-bce", decoder, LOSSES["bce"], data.flip(0).flatten(1)),
        ("images-huber", decoder, LOSSES["huber-narrow"], data.flip(0).flatten(1)),
        ("labels", classifier, LOSSES["cross-entropy-smooth"], labels),
    ]:
        net.zero_grad()
        value = loss(net["model"](data[batch(0)]), wanted[batch(0)])
        value.backward()
        values[f"{name}.value"] = rounded(value)
        for parameter, tensor in net.named_parameters():
            values[f"{name}.{parameter}"] = rounded(tensor.grad)
    save("optim-losses", values)


def history(epoch):
    """A validation loss that falls in steps, with a wave, and stays level in the end."""
    return 1 / (1 + min(epoch, 150) // 9) + (epoch * 37 % 11) * 1e-3


def schedules():
    rules = {
        "constant": lambda o: lr_scheduler.ConstantLR(o, factor=1),
        "step": lambda o: lr_scheduler.StepLR(o, 30),
        "step-half": lambda o: lr_scheduler.StepLR(o, 7, gamma=0.5),
        "exponential": lambda o: lr_scheduler.ExponentialLR(o, 0.97),
        "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, 300),
        "cosine-short": lambda o: lr_scheduler.CosineAnnealingLR(o, 70, eta_min=1e-3),
        "one-cycle": lambda o: lr_scheduler.OneCycleLR(o, 0.1, total_steps=SCHEDULE_STEPS),
        "one-cycle-linear": lambda o: lr_scheduler.OneCycleLR(
            o, 0.1, total_steps=SCHEDULE_STEPS, pct_start=0.45, anneal_strategy="linear",
            div_factor=10, final_div_factor=100),
        "warm-up-default": lambda o: lr_scheduler.SequentialLR(
            o, [lr_scheduler.LinearLR(o), lr_scheduler.ConstantLR(o, factor=1)], [5]),
        "warm-up-cosine": lambda o: lr_scheduler.SequentialLR(
            o, [lr_scheduler.LinearLR(o, start_factor=0.01, total_iters=25),
                lr_scheduler.CosineAnnealingLR(o, 275)], [25]),
        "warm-up-step": lambda o: lr_scheduler.SequentialLR(
            o, [lr_scheduler.LinearLR(o, start_factor=0.2, total_iters=11),
                lr_scheduler.StepLR(o, 40)], [11]),
        "plateau": lambda o: lr_scheduler.ReduceLROnPlateau(o),
        "plateau-quick": lambda o: lr_scheduler.ReduceLROnPlateau(
            o, factor=0.5, patience=3, threshold=1e-2, cooldown=4, min_lr=1e-4),
    }
    values = {"history": torch.tensor([history(e) for e in range(SCHEDULE_STEPS)])}
    metrics = values["history"].double().tolist()
    for name, make in rules.items():
        parameter = nn.Parameter(torch.zeros(1))
        optimizer = torch.optim.SGD([parameter], lr=0.1)
        schedule = make(optimizer)
        rates = []
        for step in range(SCHEDULE_STEPS):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if name.startswith("plateau"):
                schedule.step(metrics[step])
            elif step + 1 < SCHEDULE_STEPS:
                schedule.step()
        values[name] = torch.tensor(rates, dtype=torch.float64).to(torch.float32)
    save("optim-schedules", values)


def initialisers():
    """The deviation that each initialiser aims at, worked out by torch.nn.init's own functions."""
    shapes = {"linear": [20, 30], "convolution": [8, 3, 5, 5], "transposed": [16, 6, 3, 3]}
    gains = {
        "linear": calculate_gain("linear"), "sigmoid": calculate_gain("sigmoid"),
        "tanh": calculate_gain("tanh"), "relu": calculate_gain("relu"),
        "leaky": calculate_gain("leaky_relu", 0.2), "selu": calculate_gain("selu"),
    }
    values = {f"gain.{name}": torch.tensor(gain) for name, gain in gains.items()}
    for name, shape in shapes.items():
        fan_in, fan_out = _calculate_fan_in_and_fan_out(torch.empty(shape))
        for kind, gain in gains.items():
            values[f"xavier.{name}.{kind}"] = torch.tensor(
                gain * (2 / (fan_in + fan_out)) ** 0.5)
            values[f"he-in.{name}.{kind}"] = torch.tensor(gain / fan_in ** 0.5)
            values[f"he-out.{name}.{kind}"] = torch.tensor(gain / fan_out ** 0.5)
    save("optim-initialisers", {name: v.to(torch.float32) for name, v in values.items()})


if __name__ == "__main__":
    torch.set_num_threads(1)
    optimizers()
    losses()
    schedules()
    initialisers()
