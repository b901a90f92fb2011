#!/usr/bin/env python3
"""What Optuna's samplers find, and how long they take: beside `podium bench samplers`.

    python -m pip install optuna==5.0.0 cmaes==0.13.1 numpy==2.4.6 scipy==1.17.1
    python Scripts/bench_optuna.py [--samplers random,qmc,tpe,cma-es] [--trials 1000] [--budget 100] [--repeats 21]
        [--lag 1,8]

The formulas, spaces and budgets are those of Sources/Benchmarks/Samplers/BenchFunction.swift. A lag of n means that
n trials are out at a time, as with n workers; the oldest ends first. With 0 repeats only the times are measured.
"""

import argparse
import statistics
import time
import warnings
from collections import deque
from functools import partial
from math import cos, e, exp, log10, pi, sqrt

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)


def floats(count, low, high):
    return {f"x{index}": FloatDistribution(low, high) for index in range(count)}


def sphere(x):
    return sum((value - 1) ** 2 for value in x)


def rosenbrock(x):
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(len(x) - 1))


def ackley(x):
    distance = sqrt(sum(value * value for value in x) / len(x))
    ripples = sum(cos(2 * pi * value) for value in x) / len(x)
    return 20 - 20 * exp(-0.2 * distance) + e - exp(ripples)


def hartmann(x):
    depths = [1, 1.2, 3, 3.2]
    widths = [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
    centres = [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ]
    return 3.3223680114155147 - sum(
        depth * exp(-sum(w * (value - c) ** 2 for w, value, c in zip(width, x, centre)))
        for depth, width, centre in zip(depths, widths, centres)
    )


def training(x):
    rate = log10(x[0]) + 3 + 0.5 * x[4]
    penalty = max(0, log10(x[1]) + 5)
    return 0.1 * x[4] + rate**2 + penalty**2 + 0.1 * (9 - x[2]) + 0.002 * abs(x[3] - 120)


TRAINING = {
    "rate": FloatDistribution(1e-5, 0.1, log=True),
    "l2": FloatDistribution(1e-8, 1e-2, log=True),
    "dimension": IntDistribution(2, 9),
    "units": IntDistribution(50, 149),
    "optimizer": CategoricalDistribution([0, 1, 2]),
}
FUNCTIONS = {
    "sphere, 5 parameters": (sphere, floats(5, -5, 5)),
    "sphere, 10 parameters": (sphere, floats(10, -5, 5)),
    "rosenbrock, 4 parameters": (rosenbrock, floats(4, -2, 2)),
    "rosenbrock, 10 parameters": (rosenbrock, floats(10, -2, 2)),
    "ackley, 5 parameters": (ackley, floats(5, -20, 30)),
    "ackley, 10 parameters": (ackley, floats(10, -20, 30)),
    "hartmann, 6 parameters": (hartmann, floats(6, 0, 1)),
    "training": (training, TRAINING),
}


def best(function, space, sampler, lag, trials):
    study = optuna.create_study(sampler=sampler)
    out = deque()
    for _ in range(trials):
        if len(out) == lag:
            study.tell(*out.popleft())
        trial = study.ask(space)
        out.append((trial, function([trial.params[name] for name in space])))
    for trial, value in out:
        study.tell(trial, value)
    return study.best_value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--samplers", default="random,qmc,tpe,cma-es")
    parser.add_argument("--trials", type=int, default=1_000)
    parser.add_argument("--budget", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=21)
    parser.add_argument("--lag", default="1,8")
    options = parser.parse_args()
    known = {
        "random": optuna.samplers.RandomSampler,
        "qmc": partial(optuna.samplers.QMCSampler, scramble=True, warn_independent_sampling=False),
        "tpe": optuna.samplers.TPESampler,
        "cma-es": partial(optuna.samplers.CmaEsSampler, with_margin=True, warn_independent_sampling=False),
    }
    samplers = {name: known[name] for name in options.samplers.split(",")}
    print(f"optuna {optuna.__version__}")
    for name, sampler in samplers.items():
        for dimensions in (5, 10, 40):
            start = time.perf_counter()
            best(sphere, floats(dimensions, -5, 5), sampler(seed=1), 1, options.trials)
            seconds = time.perf_counter() - start
            print(f"{name}, {dimensions} parameters: {options.trials} trials in {seconds:.2f} s", flush=True)
    lags = [int(lag) for lag in options.lag.split(",")]
    for title, (function, space) in FUNCTIONS.items() if options.repeats > 0 else ():
        for name, sampler in samplers.items():
            for lag in [1] if name in ("random", "qmc") else lags:
                found = statistics.median(
                    best(function, space, sampler(seed=seed), lag, options.budget)
                    for seed in range(options.repeats)
                )
                manner = name if name in ("random", "qmc") else f"{name} with a lag of {lag}"
                print(f"{title}, {manner}: {found:.3g} after {options.budget} trials", flush=True)


if __name__ == "__main__":
    main()
