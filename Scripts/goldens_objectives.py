"""Golden values for several objectives, from the packages moocore, pymoo, Optuna and DEAP.

    python -m pip install moocore==0.3.2 pymoo==0.6.2 optuna==5.0.0 deap==1.4.4 numpy==2.4.6
    python Scripts/goldens_objectives.py

Writes Tests/StudyModelTests/Goldens/objectives.json: sets of points with their Pareto fronts and crowding distances
(pymoo) and their hypervolume (moocore); and Tests/SearchTests/Goldens/objectives.json: children of the crossover and
the mutation (DEAP) for given random numbers, and the subsets of fronts that dominate most (Optuna). The files name the
versions. Tests only read them.
"""

import json
from importlib.metadata import version
from pathlib import Path

import deap.tools.crossover
import deap.tools.mutation
import moocore
import numpy
from optuna._hypervolume.hssp import _solve_hssp
from pymoo.operators.survival.rank_and_crowding.metrics import calc_crowding_distance
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["moocore", "pymoo", "optuna", "deap", "numpy"]

# Points, objectives, whether points lie near a front, whether values are rounded so that some are equal.
SETS = [
    (1, 2, False, False),
    (30, 2, False, False),
    (40, 2, True, False),
    (60, 2, False, True),
    (30, 3, False, False),
    (60, 3, True, False),
    (80, 3, False, True),
    (25, 4, True, False),
    (40, 4, False, True),
    (20, 5, True, False),
    (15, 6, False, False),
]


def points(generator, count, objectives, is_front, is_rounded):
    values = generator.uniform(0, 1, (count, objectives))
    if is_front:
        values = values / numpy.sqrt((values**2).sum(axis=1, keepdims=True))
        values += generator.uniform(0, 0.05, values.shape)
    return numpy.round(values * 8) / 8 if is_rounded else values


def distances(front):
    """Crowding distances of distinct points; infinite ones are null."""
    if len(front) <= 2:
        return [None] * len(front)
    found = calc_crowding_distance(front)
    # pymoo divides by the number of objectives, Deb et al. do not.
    return [float(d) * front.shape[1] if numpy.isfinite(d) else None for d in found]


def point_set(generator, count, objectives, is_front, is_rounded):
    values = points(generator, count, objectives, is_front, is_rounded)
    fronts = NonDominatedSorting().do(values)
    first = numpy.unique(values[fronts[0]], axis=0)
    reference = [1.1] * objectives
    return {
        "points": values.tolist(),
        "fronts": [sorted(int(i) for i in front) for front in fronts],
        "first": first.tolist(),
        "crowding": distances(first),
        "reference": reference,
        "hypervolume": float(moocore.hypervolume(values, ref=reference)),
    }


class Given:
    """Random numbers that are given, in place of a module's random numbers."""

    def __init__(self, numbers):
        self.numbers = list(numbers)

    def random(self):
        return self.numbers.pop(0)


def crossings(generator):
    cases = []
    for index in [2.0, 15.0, 20.0]:
        for _ in range(12):
            a, b, u = generator.uniform(0, 1, 3).tolist()
            # Cross the gene; take u; exchange no children.
            deap.tools.crossover.random = Given([0.0, u, 1.0])
            low, high = deap.tools.crossover.cxSimulatedBinaryBounded([a], [b], index, 0.0, 1.0)
            cases.append({"a": a, "b": b, "index": index, "u": u, "low": low[0], "high": high[0]})
    return cases


def mutations(generator):
    cases = []
    for index in [5.0, 20.0]:
        for _ in range(12):
            x, u = generator.uniform(0, 1, 2).tolist()
            deap.tools.mutation.random = Given([0.0, u])
            (child,) = deap.tools.mutation.mutPolynomialBounded([x], index, 0.0, 1.0, 1.0)
            cases.append({"x": x, "index": index, "u": u, "child": child[0]})
    return cases


def subsets(generator):
    cases = []
    for objectives, count, size in [(2, 20, 5), (2, 40, 25), (3, 25, 6), (3, 40, 10), (4, 20, 5)]:
        values = points(generator, 8 * count, objectives, True, False)
        front = numpy.unique(values[NonDominatedSorting().do(values)[0]], axis=0)[:count]
        worst = front.max(axis=0)
        reference = numpy.maximum(1.1 * worst, 0.9 * worst)
        size = min(size, len(front) - 1)
        chosen = _solve_hssp(front, numpy.arange(len(front)), size, reference)
        cases.append({"points": front.tolist(), "count": size, "chosen": sorted(int(i) for i in chosen)})
    return cases


def write(path, content):
    content = {"versions": {name: version(name) for name in PACKAGES}} | content
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(content, indent=1) + "\n")


def main():
    generator = numpy.random.default_rng(1)
    write("Tests/StudyModelTests/Goldens/objectives.json", {"sets": [point_set(generator, *s) for s in SETS]})
    write(
        "Tests/SearchTests/Goldens/objectives.json",
        {"crossings": crossings(generator), "mutations": mutations(generator), "subsets": subsets(generator)},
    )


if __name__ == "__main__":
    main()
