#!/usr/bin/env python3
"""PyTorch's speed at training the reports' GAN on one core, as JSON on standard output.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/bench_pytorch_gan.py [--seconds 8] [--batch-sizes 256]

Discriminator 784-512-256-1 and generator 100-256-512-784, LeakyReLU(0.2) and Dropout(0.3), binary
cross entropy, Adam: what `podium bench engine --model gan` trains. For each batch of real images:
a discriminator's step on them, one on as many generated ones, and a generator's step on the same
ones. Samples a second are real images a second.

Three ways to write it are timed: `detach` is the usual one, in which the generator's step also
works out gradients of the discriminator's parameters, only to throw them away; `frozen` asks for no
such gradients by requires_grad_(False); `joint` is `detach` with one discriminator's step on the
sum of both losses. Eager mode, float32, one thread; images are a float tensor in memory already.
The clock is the process's CPU time, and the best of several rounds counts, as other work on the
machine disturbs them.
"""

import argparse
import json
import platform
import time

import torch
from torch import nn


def networks():
    def block(inputs, outputs):
        return [nn.Linear(inputs, outputs), nn.LeakyReLU(0.2), nn.Dropout(0.3)]

    generator = nn.Sequential(*block(100, 256), *block(256, 512), nn.Linear(512, 784), nn.Tanh())
    discriminator = nn.Sequential(
        *block(784, 512), *block(512, 256), nn.Linear(256, 1), nn.Sigmoid())
    return generator, discriminator


def samples_per_second(batch_size, seconds, way):
    torch.manual_seed(0)
    generator, discriminator = networks()
    generator_optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4)
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), lr=5e-4)
    loss = nn.BCELoss()
    data = torch.rand(8 * batch_size, 784) * 2 - 1
    order = torch.randperm(len(data))
    ones, zeros = torch.ones(batch_size, 1), torch.zeros(batch_size, 1)

    def train(real):
        discriminator_optimizer.zero_grad()
        real_loss = loss(discriminator(real), ones)
        if way != "joint":
            real_loss.backward()
            discriminator_optimizer.step()
            discriminator_optimizer.zero_grad()
        fake = generator(torch.randn(batch_size, 100))
        fake_loss = loss(discriminator(fake.detach()), zeros)
        (fake_loss + real_loss if way == "joint" else fake_loss).backward()
        discriminator_optimizer.step()
        generator_optimizer.zero_grad()
        discriminator.requires_grad_(way != "frozen")
        loss(discriminator(fake), ones).backward()
        discriminator.requires_grad_(True)
        generator_optimizer.step()

    def epoch():
        for first in range(0, len(data), batch_size):
            train(data[order[first:first + batch_size]])

    epoch()
    best = 0
    for _ in range(8):
        begin, samples = time.process_time(), 0
        while time.process_time() - begin < seconds / 8:
            epoch()
            samples += len(data)
        best = max(best, samples / (time.process_time() - begin))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="for each way and batch size")
    parser.add_argument("--batch-sizes", default="256")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    results = [
        {"batch_size": size, "way": way,
         "samples_per_second": round(samples_per_second(size, arguments.seconds, way))}
        for size in map(int, arguments.batch_sizes.split(","))
        for way in ("detach", "frozen", "joint")
    ]
    print(json.dumps({
        "torch": torch.__version__, "python": platform.python_version(), "threads": 1,
        "capability": torch.backends.cpu.get_cpu_capability(), "results": results,
        "best": max(results, key=lambda result: result["samples_per_second"]),
    }, indent=2))


if __name__ == "__main__":
    main()
