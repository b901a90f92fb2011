#!/usr/bin/env python3
"""Importances of parameters by Optuna, for the tests of Sources/Reporting/Importance.

    python -m pip install optuna==5.0.0 numpy==2.4.6 scikit-learn==1.9.1
    python Scripts/goldens_importance.py > Tests/ReportingTests/Goldens/importance.json

Each case has parameters, trials (made up here, with fixed seeds) and what Optuna's evaluators say of
them: `ped_anova` by PedAnovaImportanceEvaluator, as it is, before it is divided by its sum; `fanova`
by FanovaImportanceEvaluator with 256 trees, where all trials have all parameters.

fANOVA's evaluator would take a logarithmic parameter's values as they are; Podium takes the scale that
they were drawn on, as the paper does, so it is given their logarithms.

A choice of numbers is given to Optuna as whole numbers from 0, in the numbers' order, as Podium takes
it; a choice of words as a categorical parameter.
"""

import json
import math
import sys

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator, PedAnovaImportanceEvaluator

optuna.logging.set_verbosity(optuna.logging.ERROR)


def distribution(p, logs=False):
    """With `logs`, a parameter on a logarithmic scale is its logarithm."""
    kind = p["kind"]
    if logs and p.get("log"):
        return FloatDistribution(math.log(p["low"]), math.log(p["high"]))
    if kind == "float":
        return FloatDistribution(p["low"], p["high"], log=p.get("log", False), step=p.get("step"))
    if kind == "int":
        return IntDistribution(p["low"], p["high"], log=p.get("log", False), step=p.get("step", 1))
    if kind == "numbers":
        return IntDistribution(0, len(p["choices"]) - 1)
    return CategoricalDistribution(p["choices"])


def as_optuna(p, value, logs=False):
    if logs and p.get("log"):
        return math.log(value)
    return sorted(p["choices"]).index(value) if p["kind"] == "numbers" else value


def draw(p, rng):
    kind = p["kind"]
    if kind in ("words", "numbers"):
        return p["choices"][rng.integers(len(p["choices"]))]
    low, high, step = p["low"], p["high"], p.get("step")
    if kind == "int":
        step = step or 1
        if p.get("log"):
            value = math.exp(rng.uniform(math.log(low - 0.5), math.log(high + 0.5)))
            return int(min(max(round(value), low), high))
        return int(low + step * rng.integers((high - low) // step + 1))
    if step:
        return float(low + step * rng.integers(round((high - low) / step) + 1))
    if p.get("log"):
        return float(math.exp(rng.uniform(math.log(low), math.log(high))))
    return float(rng.uniform(low, high))


def case(name, parameters, loss, count, seed, direction="minimize", has=lambda name, v, rng: True):
    rng = np.random.default_rng(seed)
    study, logarithmic = (optuna.create_study(direction=direction) for _ in range(2))
    trials = []
    for _ in range(count):
        values = {}
        for p in parameters:
            if has(p["name"], values, rng):
                values[p["name"]] = draw(p, rng)
        value = float(loss(values, rng))
        trials.append({"values": values, "value": value if math.isfinite(value) else None})
        if not math.isfinite(value):
            continue
        present = [p for p in parameters if p["name"] in values]
        for target, logs in ((study, False), (logarithmic, True)):
            target.add_trial(optuna.trial.create_trial(
                params={p["name"]: as_optuna(p, values[p["name"]], logs) for p in present},
                distributions={p["name"]: distribution(p, logs) for p in present}, value=value))
    result = {
        "name": name, "direction": direction, "parameters": parameters, "trials": trials,
        "ped_anova": PedAnovaImportanceEvaluator().evaluate(study),
    }
    if all(len(t["values"]) == len(parameters) for t in trials):
        result["fanova"] = FanovaImportanceEvaluator(n_trees=256, seed=1).evaluate(logarithmic)
    return result


REALS = [
    {"name": "x", "kind": "float", "low": -1.0, "high": 1.0},
    {"name": "y", "kind": "float", "low": -1.0, "high": 1.0},
    {"name": "z", "kind": "float", "low": -1.0, "high": 1.0},
]
NETWORK = [
    {"name": "learning_rate", "kind": "float", "low": 1e-5, "high": 0.1, "log": True},
    {"name": "units", "kind": "int", "low": 50, "high": 149},
    {"name": "encoding", "kind": "int", "low": 2, "high": 9},
    {"name": "batch_size", "kind": "int", "low": 8, "high": 512, "log": True},
    {"name": "dropout", "kind": "float", "low": 0.0, "high": 0.5, "step": 0.05},
    {"name": "width", "kind": "int", "low": 16, "high": 512, "step": 4},
    {"name": "decay", "kind": "numbers", "choices": [0, 1e-3, 1e-5]},
    {"name": "optimizer", "kind": "words", "choices": ["Adam", "RMSprop", "SGD"]},
    {"name": "fixed", "kind": "words", "choices": ["only"]},
]


def network_loss(v, rng):
    rate = (math.log10(v["learning_rate"]) + 3) ** 2
    return (0.1 * rate + 0.3 / v["encoding"] + 0.0005 * v["units"] + 0.2 * v["dropout"]
            + {"Adam": 0, "RMSprop": 0.05, "SGD": 0.3}[v["optimizer"]]
            + 0.02 * rng.standard_normal())


CASES = [
    case("one of three", REALS, lambda v, rng: v["x"] ** 2, 100, 1),
    case("ten to one to nothing", REALS, lambda v, rng: 10 * v["x"] + v["y"], 200, 2),
    case("a product", REALS, lambda v, rng: v["x"] * v["y"] + 0.1 * v["z"], 300, 3),
    case("a network", NETWORK, network_loss, 120, 4),
    case("a network, few trials", NETWORK, network_loss, 12, 5),
    case("maximised", NETWORK, lambda v, rng: -network_loss(v, rng), 50, 6, direction="maximize"),
    case("many ties", NETWORK, lambda v, rng: round(3 * network_loss(v, rng)), 80, 7),
    case("some diverge", NETWORK,
         lambda v, rng: math.inf if v["learning_rate"] > 0.02 else network_loss(v, rng), 90, 8),
    case("not all have all",
         [{"name": "kind", "kind": "words", "choices": ["a", "b"]},
          {"name": "of_a", "kind": "float", "low": 0.0, "high": 1.0},
          {"name": "of_b", "kind": "int", "low": 1, "high": 5}],
         lambda v, rng: v["of_a"] if "of_a" in v else 0.5 + 0.1 * v["of_b"], 150, 9,
         has=lambda name, v, rng: name == "kind" or name == "of_" + v["kind"]),
    case("hardly any have it", REALS, lambda v, rng: v["x"] - v.get("z", 0), 40, 10,
         has=lambda name, v, rng: name != "z" or rng.random() < 0.03),
]

json.dump({"optuna": optuna.__version__, "cases": CASES}, sys.stdout, indent=0,
          separators=(",", ":"))
print()
