"""Searches for several objectives with Optuna and pymoo, for comparison with `podium bench samplers --fronts`.

    python -m pip install optuna==5.0.0 pymoo==0.6.2 moocore==0.3.2 numpy==2.4.6
    python Scripts/bench_objectives.py --repeats 10 --budget 100,200,1000

The functions, reference points and budgets are those of the benchmark: the part of the best hypervolume that is
missing after some trials, the mean of the seeds and its standard error. All trials run one at a time.
"""

import argparse
import math
import time

import moocore
import numpy
import optuna
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import Problem
from pymoo.optimize import minimize

DIMENSIONS = 10


def zdt(second):
    def costs(x):
        g = 1 + 9 * sum(x[1:]) / (len(x) - 1)
        return [x[0], second(x[0], g)]

    return costs


def dtlz2(x):
    radius = 1 + sum((v - 0.5) ** 2 for v in x[2:])
    a, b = x[0] * math.pi / 2, x[1] * math.pi / 2
    return [radius * math.cos(a) * math.cos(b), radius * math.cos(a) * math.sin(b), radius * math.sin(a)]


# Name, function, reference point, hypervolume of the front.
FUNCTIONS = [
    ("zdt1", zdt(lambda x, g: g * (1 - math.sqrt(x / g))), [1.1, 5], 5.5 - 1 / 3),
    ("zdt2", zdt(lambda x, g: g * (1 - (x / g) ** 2)), [1.1, 5], 5.5 - 2 / 3),
    (
        "zdt3",
        zdt(lambda x, g: g * (1 - math.sqrt(x / g) - x / g * math.sin(10 * math.pi * x))),
        [1.1, 5],
        5.621763,
    ),
    ("dtlz2", dtlz2, [2, 2, 2], 8 - math.pi / 6),
]


def with_optuna(sampler):
    def search(costs, objectives, trials, seed):
        study = optuna.create_study(directions=["minimize"] * objectives, sampler=sampler(seed))

        def objective(trial):
            return costs([trial.suggest_float(f"x{i}", 0, 1) for i in range(DIMENSIONS)])

        study.optimize(objective, n_trials=trials)
        return [trial.values for trial in study.trials]

    return search


def with_pymoo(population):
    def search(costs, objectives, trials, seed):
        found = []

        class Function(Problem):
            def __init__(self):
                super().__init__(n_var=DIMENSIONS, n_obj=objectives, xl=0.0, xu=1.0)

            def _evaluate(self, x, out, *args, **kwargs):
                values = [costs(list(row)) for row in x]
                found.extend(values)
                out["F"] = numpy.array(values)

        minimize(Function(), NSGA2(pop_size=population), ("n_eval", trials), seed=seed, verbose=False)
        return found

    return search


SAMPLERS = {
    "Optuna TPE": with_optuna(lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True)),
    "Optuna NSGA-II": with_optuna(lambda seed: optuna.samplers.NSGAIISampler(seed=seed)),
    "Optuna NSGA-II, 24": with_optuna(lambda seed: optuna.samplers.NSGAIISampler(seed=seed, population_size=24)),
    "pymoo NSGA-II, 24": with_pymoo(24),
    "pymoo NSGA-II, 100": with_pymoo(100),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--budget", default="100,200,1000")
    parser.add_argument("--samplers", default=";".join(SAMPLERS))
    options = parser.parse_args()
    budgets = [int(number) for number in options.budget.split(",")]
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    print("| function | sampler | " + " | ".join(f"{budget} trials" for budget in budgets) + " | seconds |")
    print("|---|---|" + "---|" * (len(budgets) + 1))
    for name, costs, reference, volume in FUNCTIONS:
        for sampler in options.samplers.split(";"):
            start = time.perf_counter()
            missing = []
            for seed in range(options.repeats):
                points = numpy.array(SAMPLERS[sampler](costs, len(reference), max(budgets), seed))
                missing.append([1 - moocore.hypervolume(points[:b], ref=reference) / volume for b in budgets])
            seconds = (time.perf_counter() - start) / options.repeats
            means = numpy.mean(missing, axis=0)
            errors = numpy.std(missing, axis=0, ddof=1) / math.sqrt(options.repeats)
            cells = " | ".join(f"{m:.3g} ± {e:.2g}" for m, e in zip(means, errors))
            print(f"| {name} | {sampler} | {cells} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
