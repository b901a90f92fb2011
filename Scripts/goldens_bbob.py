"""Golden values for the BBOB functions of `podium bench samplers --bbob`, from the package ioh.

    python -m pip install ioh==0.4.2 numpy==2.4.6
    python Scripts/goldens_bbob.py

Writes Tests/BenchmarksTests/Goldens/bbob.json: for each of the 24 functions, with 2 and 5 parameters, instance 1 of
the suite (its optimum, rotations and peaks), points, and the values less the optimum that ioh computes there. ioh does
not give its rotations away; this script draws them as the suite does, and stops if its own formulas (Scripts/bbob.py)
with these differ from ioh by more than 1e-9. So the definitions in Swift, in Python and in ioh are compared.
"""

import json
from pathlib import Path

import bbob
import ioh
import numpy as np

ROOT = Path(__file__).resolve().parent.parent


def lehmer(seed):
    """The suite's generator: x ← 16807 x mod (2³¹ - 1)."""
    return 16807 * seed % 2147483647


def uniform(count, seed):
    """The suite's uniform numbers: those of the generator, shuffled by a table of 32 (Bays and Durham)."""
    state, table = max(1, abs(seed)), [0] * 32
    for place in range(39, -1, -1):
        state = lehmer(state)
        if place < 32:
            table[place] = state
    last, numbers = table[0], []
    for _ in range(count):
        state = lehmer(state)
        place = last // 67108865
        last, table[place] = table[place], state
        numbers.append(last / 2147483647 or 1e-99)
    return np.array(numbers)


def normal(count, seed):
    """Box and Muller."""
    numbers = uniform(2 * count, seed)
    return np.sqrt(-2 * np.log(numbers[:count])) * np.cos(2 * np.pi * numbers[count:])


def rotation(count, seed):
    """Normal columns, made orthonormal by Gram and Schmidt."""
    columns = normal(count * count, seed).reshape(count, count).T.copy()
    for column in range(count):
        for before in range(column):
            columns[:, column] -= (columns[:, column] @ columns[:, before]) * columns[:, before]
        columns[:, column] /= np.sqrt(columns[:, column] @ columns[:, column])
    return columns


def place(count, seed):
    optimum = 8 * np.floor(1e4 * uniform(count, seed)) / 1e4 - 4
    return np.where(optimum == 0, -1e-5, optimum)


def peaks(count, seed, number):
    """Centres, diagonals and heights of Gallagher's peaks."""
    amount, width, edge, first = (101, 10, 5, 1000**0.5) if number == 21 else (21, 9.8, 4.9, 1000)
    order = np.argsort(uniform(amount - 1, seed))
    conditions = [first, *(1000.0 ** (order / (amount - 2)))]
    scales = [
        condition ** (np.argsort(uniform(count, seed + 1000 * peak)) / (count - 1) - 0.5)
        for peak, condition in enumerate(conditions)]
    centres = width * uniform(count * amount, seed).reshape(amount, count) - edge
    centres[0] *= 0.8
    heights = [10, *(1.1 + 8 * np.arange(amount - 1) / (amount - 2))]
    return {"centres": centres, "scales": np.array(scales), "heights": np.array(heights)}


def first_instance(number, count):
    # Functions 4 and 18 share the numbers of 3 and 17.
    seed = {4: 3, 18: 17}.get(number, number) + 10_000
    optimum = place(count, seed + 1_000_000 if number == 12 else seed)
    outer, inner = rotation(count, seed + 1_000_000), rotation(count, seed)
    result = {"optimum": optimum, "first": outer, "second": inner, "peaks": None}
    if number in (6, 7, 13, 23, 24):
        result.update(first=inner, second=outer)
    if number == 4:
        result["optimum"] = np.where(np.arange(count) % 2 == 0, np.abs(optimum), optimum)
    if number == 5:
        result["optimum"] = np.where(optimum < 0, -5.0, 5.0)
    if number == 8:
        result["optimum"] = 0.75 * optimum
    if number in (9, 19):
        result.update(first=inner, optimum=inner.T @ np.full(count, 0.5 / bbob.stretch(optimum)))
    if number == 20:
        result["optimum"] = 4.2096874637 / 2 * np.where(uniform(count, seed) < 0.5, -1, 1)
    if number in (21, 22):
        result.update(first=inner, peaks=peaks(count, seed, number))
        result["optimum"] = result["peaks"]["centres"][0]
    if number == 24:
        result["optimum"] = 1.25 * np.where(normal(count, seed) < 0, -1, 1)
    return result


def listed(value):
    if isinstance(value, dict):
        return {key: listed(part) for key, part in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def main():
    entries = []
    for number, function in bbob.FUNCTIONS.items():
        for count in (2, 5):
            problem = ioh.get_problem(number, 1, count, ioh.ProblemClass.BBOB)
            found = first_instance(number, count)
            random = np.random.default_rng(number)
            points = [*random.uniform(-5, 5, size=(4, count)), found["optimum"] + random.uniform(-0.1, 0.1, count)]
            values = [problem(list(point)) - problem.optimum.y for point in points]
            for point, value in zip(points, values):
                ours = function(point, found)
                if abs(ours - value) > 1e-9 * max(1, abs(value)):
                    raise SystemExit(f"f{number}, {count} parameters: ioh has {value}, bbob.py {ours}")
            entries.append({
                "number": number, **{key: part for key, part in listed(found).items() if part is not None},
                "points": listed(np.array(points)), "values": values})
    path = ROOT / "Tests/BenchmarksTests/Goldens/bbob.json"
    path.parent.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    path.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
