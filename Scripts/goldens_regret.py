#!/usr/bin/env python3
"""Writes Tests/SimulationTests/Goldens/regret.txt: the regret of searches on a recorded table.

    python3 Scripts/goldens_regret.py [TASKSET.npz]

Replays a search without a scheduler and with successive halving, with one slot, on the table in
Tests/SimulationTests/Fixtures. The rules are written here once more, from docs/schedulers.md. Tests
read the file and need no Python. Needs numpy (Scripts/requirements.txt; Python 3.11).

With a file of TaskSet's curves it first makes the fixture: the first 60 rows of that table.
"""

import heapq
import json
import math
import pathlib
import random
import sys

import numpy as np

TESTS = pathlib.Path(__file__).parent.parent / "Tests/SimulationTests"
ROWS = 60
SEEDS = (1, 2, 3)


def reduce(path):
    """Writes the fixture: the first rows of a table with all of their epochs."""
    listed = json.loads((path.parent / "tables.json").read_text())
    entry = next(table for table in listed if table["file"] == path.name)
    table = np.load(path)
    values = table["values"][:ROWS]
    finals = np.sort(values[:, -1][np.isfinite(values[:, -1])].astype(float))
    entry["rows"] = ROWS
    entry["optimum"] = finals[0]
    entry["median"] = float(np.median(finals))
    entry["file"] = "taskset-60.npz"
    entry["source"] = (f"the first {ROWS} rows of {path.stem}: " + entry["source"])
    fixtures = TESTS / "Fixtures"
    fixtures.mkdir(exist_ok=True)
    np.savez_compressed(fixtures / entry["file"], values=values,
                        configurations=table["configurations"][:ROWS])
    (fixtures / "tables.json").write_text(json.dumps([entry], indent=1) + "\n")



def train(curve, first, until):
    """The epoch that a segment ends in, and the value there; a value that is not finite ends it."""
    for epoch in range(first + 1, until + 1):
        if not math.isfinite(curve[epoch - 1]):
            return epoch, math.inf
    return until, float(curve[until - 1])


def without_scheduler(curves, order):
    """Segments in the order of time: (epochs, the epoch reached, value)."""
    segments = []
    for row in order:
        end, value = train(curves[row], 0, len(curves[row]))
        segments.append((end, end, value))
    return segments


def successive_halving(curves, order, stops, reduction):
    """The same with one slot: trials that continue come before new ones, lowest number first."""
    last = len(curves[0])
    ends = stops + [last]
    size = reduction ** len(stops)
    reached = [0] * len(order)
    segments, waiting, new = [], [], 0
    # Of each cohort: the stop that it is at, those under way, and those that have arrived.
    cohorts = [{"level": 0, "missing": len(order[first:first + size]), "arrived": []}
               for first in range(0, len(order), size)]
    while waiting or new < len(order):
        if waiting:
            trial = heapq.heappop(waiting)
        else:
            trial, new = new, new + 1
        cohort = cohorts[trial // size]
        until = ends[cohort["level"]]
        end, value = train(curves[order[trial]], reached[trial], until)
        segments.append((end - reached[trial], end, value))
        reached[trial] = end
        if until == last:
            continue
        cohort["arrived"].append((value, trial))
        cohort["missing"] -= 1
        if cohort["missing"]:
            continue
        ranked = sorted(cohort["arrived"])
        kept = [entry for entry in ranked[:max(1, len(ranked) // reduction)]
                if math.isfinite(entry[0])]
        cohort["level"] += 1
        cohort["missing"] = len(kept)
        cohort["arrived"] = []
        for _, other in kept:
            heapq.heappush(waiting, other)
    return segments


def regrets(segments, epochs, optimum, median):
    """The regret after the epochs of 1, 2, … full trainings."""
    found, spent, place, furthest, best = [], 0, 0, 0, math.inf
    for budget in range(1, ROWS + 1):
        while place < len(segments) and spent + segments[place][0] <= budget * epochs:
            length, end, value = segments[place]
            spent += length
            place += 1
            if math.isinf(value) or end < furthest:
                continue
            best = min(best, value) if end == furthest else value
            furthest = end
        found.append(1.0 if math.isinf(best) else min(1.0, (best - optimum) / (median - optimum)))
    return found


def main():
    if len(sys.argv) > 1:
        reduce(pathlib.Path(sys.argv[1]))
    entry = json.loads((TESTS / "Fixtures/tables.json").read_text())[0]
    curves = np.load(TESTS / "Fixtures" / entry["file"])["values"].astype(float)
    epochs = entry["epochs"]
    stops = [round(epochs / 27), round(epochs / 9), round(epochs / 3)]
    lines = []
    for seed in SEEDS:
        order = list(range(ROWS))
        random.Random(seed).shuffle(order)
        for name, segments in [
            ("none", without_scheduler(curves, order)),
            ("successive-halving", successive_halving(curves, order, stops, 3)),
        ]:
            lines.append(f"{name} {sum(length for length, _, _ in segments)}")
            lines.append(" ".join(map(str, order)))
            lines.append(" ".join(
                map(repr, map(float, regrets(segments, epochs, entry["optimum"], entry["median"])))))
    (TESTS / "Goldens").mkdir(exist_ok=True)
    (TESTS / "Goldens/regret.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
