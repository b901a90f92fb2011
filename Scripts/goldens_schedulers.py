#!/usr/bin/env python3
"""Writes Tests/SearchTests/Goldens/schedulers.txt: to which epoch each trial is trained.

The rules are written here once more, one cohort after the other, from their definitions in
docs/schedulers.md. Only the standard library is used (Python 3.11). Tests read the file and need no
Python. Values are a formula of whole numbers, so that both sides have the same.
"""

import math
import pathlib


def value(trial, epoch):
    """A curve that falls; curves of different trials cross."""
    start = (trial * 7919 + 13) % 1009
    speed = (trial * 104729 + 7) % 211
    return start + speed * 64 // epoch


def stops(epochs, least, reduction):
    found = []
    power = reduction
    while epochs / power >= least and round(epochs / power) >= 1:
        found.insert(0, int(math.floor(epochs / power + 0.5)))
        power *= reduction
    return found


def halve(members, own_stops, epochs, reached, keep):
    """Trains members from stop to stop; keep(stop, ranked members) gives those that continue."""
    for stop in own_stops:
        for trial in members:
            reached[trial] = stop
        members = keep(stop, sorted((value(t, stop), t) for t in members))
        members = sorted(t for _, t in members)
    for trial in members:
        reached[trial] = epochs


def asha(trials, epochs, reduction, cohort):
    reached = {}
    seen = {}

    def keep(stop, ranked):
        seen.setdefault(stop, []).extend(ranked)
        best = sorted(seen[stop])[: max(1, len(seen[stop]) // reduction)]
        return [entry for entry in ranked if entry in best]

    for first in range(0, trials, cohort):
        members = list(range(first, min(first + cohort, trials)))
        halve(members, stops(epochs, 1, reduction), epochs, reached, keep)
    return reached


def successive_halving(trials, epochs, reduction):
    reached = {}
    own = stops(epochs, 1, reduction)
    cohort = reduction ** len(own)
    for first in range(0, trials, cohort):
        members = list(range(first, min(first + cohort, trials)))
        halve(members, own, epochs, reached,
              lambda stop, ranked: ranked[: max(1, len(ranked) // reduction)])
    return reached


def hyperband(trials, epochs, reduction):
    reached = {}
    own = stops(epochs, 1, reduction)
    first = 0
    while first < trials:
        for bracket in range(len(own), -1, -1):
            size = math.ceil((len(own) + 1) * reduction ** bracket / (bracket + 1))
            members = list(range(first, min(first + size, trials)))
            halve(members, own[len(own) - bracket:], epochs, reached,
                  lambda stop, ranked: ranked[: max(1, len(ranked) // reduction)])
            first += size
    return reached


def median(trials, epochs, every, startup, cohort):
    reached = {}
    seen = {}

    def keep(stop, ranked):
        seen.setdefault(stop, []).extend(ranked)
        values = sorted(v for v, _ in seen[stop])
        if len(values) < startup:
            return ranked
        cut_off = values[math.ceil(len(values) / 2) - 1]
        return [entry for entry in ranked if entry[0] <= cut_off]

    for first in range(0, trials, cohort):
        members = list(range(first, min(first + cohort, trials)))
        halve(members, list(range(1, epochs, every)), epochs, reached, keep)
    return reached


CASES = {
    "asha epochs=51 reduction=3 cohort=9 trials=60": asha(60, 51, 3, 9),
    "asha epochs=50 reduction=2 cohort=4 trials=50": asha(50, 50, 2, 4),
    "asha epochs=27 reduction=4 cohort=1 trials=40": asha(40, 27, 4, 1),
    "successive-halving epochs=27 reduction=3 trials=60": successive_halving(60, 27, 3),
    "hyperband epochs=81 reduction=3 trials=200": hyperband(200, 81, 3),
    "hyperband epochs=20 reduction=2 trials=100": hyperband(100, 20, 2),
    "median epochs=10 every=2 startup=5 cohort=3 trials=60": median(60, 10, 2, 5, 3),
}

if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Tests/SearchTests/Goldens/schedulers.txt"
    lines = [f"{name}: " + " ".join(str(reached[t]) for t in sorted(reached))
             for name, reached in CASES.items()]
    path.write_text("\n".join(lines) + "\n")
