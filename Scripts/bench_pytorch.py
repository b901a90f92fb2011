#!/usr/bin/env python3
"""PyTorch's speed at training the reports' autoencoder on one core, as JSON on standard output.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/bench_pytorch.py [--seconds 4] [--batch-sizes 64,128,256,512]
    python Scripts/bench_pytorch.py --podium .build/release/podium      # both in turn, and the ratio

Encoding dimension 9, 87 hidden units, Adam with weight decay 5.1e-5: what `podium bench engine`
trains. Eager mode, float32, one thread; images are a float tensor in memory already, so PyTorch is
spared the conversion from bytes that Podium does in every step. The clock is the process's CPU time
(there is one thread), and for each batch size the best of several rounds counts, as other work on
the machine disturbs them.
"""

import argparse
import json
import platform
import subprocess
import time

import torch
from torch import nn

from goldens_engine import Autoencoder


def samples_per_second(batch_size, seconds, channels_last):
    torch.manual_seed(0)
    model = Autoencoder(hidden=87, encoding=9)
    data = torch.rand(8 * batch_size, 1, 28, 28)
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        data = data.contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=5.1e-5)
    order = torch.randperm(len(data))

    def epoch():
        for first in range(0, len(data), batch_size):
            batch = data[order[first:first + batch_size]]
            optimizer.zero_grad(set_to_none=True)
            nn.functional.mse_loss(model(batch), batch).backward()
            optimizer.step()

    epoch()
    best = 0
    for _ in range(4):
        begin, samples = time.process_time(), 0
        while time.process_time() - begin < seconds / 4:
            epoch()
            samples += len(data)
        best = max(best, samples / (time.process_time() - begin))
    return best


def podium_samples_per_second(program, batch_size, seconds):
    """What `podium bench engine` measures for the same network and batches."""
    output = subprocess.run(
        [program, "bench", "engine", "--json", "--batch-size", str(batch_size),
         "--seconds", str(seconds)], check=True, capture_output=True).stdout
    return round(json.loads(output)["runs"][0]["core"]["samples_per_second"])


def measure(batch_size, arguments):
    """One batch size in every layout; Podium in between, where it is asked for."""
    results = [
        {"batch_size": batch_size, "channels_last": layout,
         "samples_per_second": round(samples_per_second(batch_size, arguments.seconds, layout))}
        for layout in (False, True)
    ]
    if arguments.podium:
        podium = podium_samples_per_second(arguments.podium, batch_size, arguments.seconds)
        for result in results:
            result["podium_samples_per_second"] = podium
            result["ratio"] = round(podium / result["samples_per_second"], 2)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4, help="for each batch size")
    parser.add_argument("--batch-sizes", default="64,128,256,512")
    parser.add_argument("--podium", help="the program to measure in turn with PyTorch")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    results = [
        result for size in map(int, arguments.batch_sizes.split(","))
        for result in measure(size, arguments)
    ]
    best = max(results, key=lambda result: result["samples_per_second"])
    report = {
        "torch": torch.__version__, "python": platform.python_version(), "threads": 1,
        "capability": torch.backends.cpu.get_cpu_capability(), "results": results, "best": best,
    }
    if arguments.podium:
        # The most careful comparison for Podium: its best against PyTorch's best batch and layout.
        podium = max(result["podium_samples_per_second"] for result in results)
        report["ratio_of_bests"] = round(podium / best["samples_per_second"], 2)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
