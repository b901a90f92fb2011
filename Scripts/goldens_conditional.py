"""Golden values of a density over a space with conditions, for the TPE sampler's tests.

    python3 Scripts/goldens_conditional.py

Writes Tests/SearchTests/Goldens/conditional-density.json. It needs no package. Every density is
computed from its definition: the mean over the kernels, each the product of its factors over the
active parameters of the point, without logarithms. A kernel whose observation lacks a parameter
has the prior's factor there. The rules for widths are those of Bergstra et al. (2011, section 4),
with a least width of 1/min(100, n + 2) of the axis for n observations that have the parameter.

The space: top is a or b; x is an int from 1 to 5 and z a float from 0 to 2, both if top is a;
y is one of three choices if top is b; w is an int from 0 to 9.
"""

import json
import math
import random
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent.parent / "Tests/SearchTests/Goldens"
AXES = {"x": (0.5, 5.5), "w": (-0.5, 9.5), "z": (0.0, 2.0)}
CHOICES = {"top": ["a", "b"], "y": ["p", "q", "r"]}


def draw(source):
    point = {"top": source.choice(CHOICES["top"]), "w": source.randint(0, 9)}
    if point["top"] == "a":
        point["x"] = source.randint(1, 5)
        point["z"] = round(source.uniform(0, 2), 3)
    else:
        point["y"] = source.choice(CHOICES["y"])
    return point


def below(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def widths(values, low, high):
    """One width per value: the larger gap to its neighbours."""
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    found = [0.0] * len(values)
    for rank, i in enumerate(order):
        before = values[order[rank - 1]] if rank > 0 else None
        after = values[order[rank + 1]] if rank + 1 < len(order) else None
        if len(order) == 1:
            before, after = low, high
        gaps = [abs(values[i] - other) for other in (before, after) if other is not None]
        least = (high - low) / min(100, len(values) + 2)
        found[i] = min(max([*gaps, least]), high - low)
    return found


def numeric(name, value, mean, width):
    """The factor of a truncated normal kernel at a value."""
    low, high = AXES[name]
    mass = below((high - mean) / width) - below((low - mean) / width)
    if name == "z":
        shape = math.exp(-0.5 * ((value - mean) / width) ** 2)
        return shape / (width * math.sqrt(2 * math.pi)) / mass
    cell = below((value + 0.5 - mean) / width) - below((value - 0.5 - mean) / width)
    return cell / mass


def factor(name, value, kernel, observations):
    """The factor of one kernel; kernel is an observation, or None for the prior."""
    having = [o for o in observations if name in o]
    is_prior = kernel is None or name not in kernel
    if name in CHOICES:
        count = len(CHOICES[name])
        if is_prior:
            return 1 / count
        share = 1 / (len(having) + 1)
        hit = 1 if kernel[name] == value else 0
        return (hit + share) / (1 + count * share)
    low, high = AXES[name]
    if is_prior:
        return numeric(name, value, (low + high) / 2, high - low)
    place = next(i for i, o in enumerate(having) if o is kernel)
    width = widths([o[name] for o in having], low, high)[place]
    return numeric(name, value, kernel[name], width)


def density(point, observations):
    kernels = [*observations, None]
    total = 0.0
    for kernel in kernels:
        product = 1.0
        for name, value in point.items():
            product *= factor(name, value, kernel, observations)
        total += product
    return total / len(kernels)


def main():
    source = random.Random(7)
    cases = []
    for count in [0, 1, 2, 5, 12, 24]:
        observations = [draw(source) for _ in range(count)]
        points = [draw(source) for _ in range(20)]
        cases.append({
            "observations": observations,
            "points": points,
            "logDensities": [math.log(density(p, observations)) for p in points],
        })
    text = ",\n".join(json.dumps(case) for case in cases)
    (GOLDEN / "conditional-density.json").write_text("[\n" + text + "\n]\n")


main()
