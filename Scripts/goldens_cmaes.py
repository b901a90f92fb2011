"""Golden values for the CMA-ES sampler's tests, from the package cmaes.

    python -m pip install cmaes==0.13.1 numpy==2.4.6 scipy==1.17.1
    python Scripts/goldens_cmaes.py

Writes Tests/SearchTests/Goldens/cma-es.json: runs of a few generations in several dimensions, without and with
coordinates that have cells. A generation has its points, best first, as they were drawn, and the distribution after the
update. The file names the version of cmaes. Tests only read it.
"""

import json
from pathlib import Path

import cmaes
import numpy

ROOT = Path(__file__).resolve().parent.parent

# Dimensions, population (None for the usual one), numbers of cells of the last coordinates, generations.
RUNS = [
    (1, None, [], 3),
    (2, None, [], 4),
    (5, None, [], 8),
    (10, 25, [], 6),
    (17, None, [], 4),
    (3, None, [2], 8),
    (4, None, [2, 3, 7], 10),
    (6, 14, [5, 5, 40], 10),
]


def numbers(values):
    return [float(value) for value in numpy.ravel(values)]


def run(dimensions, population, cells, generations, seed):
    generator = numpy.random.default_rng(seed)
    mean = generator.uniform(0.3, 0.7, dimensions)
    target = generator.uniform(0.2, 0.8, dimensions)
    slopes = 10 ** generator.uniform(0, 2, dimensions)
    # Cell k of K is [k/K, (k + 1)/K]: its middle is the value.
    bounds = [[0.0, 1.0]] * (dimensions - len(cells)) + [[0.5 / k, 1 - 0.5 / k] for k in cells]
    steps = [0.0] * (dimensions - len(cells)) + [1 / k for k in cells]
    strategy = cmaes.CMAwM(
        mean=mean.copy(),
        sigma=0.3,
        bounds=numpy.array(bounds),
        steps=numpy.array(steps),
        seed=seed,
        population_size=population,
    )
    start = {"dimensions": dimensions, "population": strategy.population_size, "cells": cells, "mean": numbers(mean)}
    inner, after = strategy._cma, []
    for _ in range(generations):
        drawn = []
        for _ in range(strategy.population_size):
            evaluated, point = strategy.ask()
            value = float(numpy.sum(slopes * (evaluated - target) ** 2) + 1e-9 * generator.normal())
            drawn.append((point, value))
        drawn.sort(key=lambda pair: pair[1])
        strategy.tell(list(drawn))
        after.append(
            {
                "points": [numbers(point) for point, _ in drawn],
                "mean": numbers(inner._mean),
                "sigma": float(inner._sigma),
                "covariance": numbers(inner._C),
                "sigmaPath": numbers(inner._p_sigma),
                "covariancePath": numbers(inner._pc),
                "factors": numbers(strategy._A) if cells else [1.0] * dimensions,
            }
        )
    return start | {"generations": after}


if __name__ == "__main__":
    runs = [run(*shape, seed=11 + index) for index, shape in enumerate(RUNS)]
    text = json.dumps({"cmaes": cmaes.__version__, "runs": runs}, separators=(",", ":"))
    path = ROOT / "Tests/SearchTests/Goldens/cma-es.json"
    path.write_text(text.replace('{"points"', '\n{"points"') + "\n")
