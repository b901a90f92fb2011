"""What peers find on the functions of BBOB: beside `podium bench samplers --bbob`, on the same instances.

    python -m pip install optuna==5.0.0 scipy==1.17.1 torch==2.15.0 rustuna==0.2.0 numpy==2.4.6
    podium bench samplers --bbob --instances --repeats 5 > instances.json
    python Scripts/bench_functions.py instances.json [--samplers optuna-tpe,optuna-gp,rustuna-tpe,hebo]
        [--budget 50,100,200] [--functions N,…] [--dimensions N,…] [--seconds N]

Search number k searches the k-th instance with seed k - 1, one trial at a time. Two tables are printed, as by podium:
the best gaps to the optimum, the mean over searches with its standard error; and the relative gaps, multiples of the
median gap of Podium's random search after 200 trials, at least 0.001, the geometric mean over functions. A
function's row is printed when its searches are done. --seconds ends a sampler after this time; it then has no second
table.
Libraries that are not installed are left out, by name. HEBO 0.3.6 requires numpy below 1.25 and pymoo 0.6.0, which pip
does not find for Python 3.11: its part and that of Optuna's GP have not been run.
"""

import argparse
import json
import math
import time
import warnings
from pathlib import Path

import bbob
import numpy as np

warnings.filterwarnings("ignore")
LOW, HIGH, LEAST = -5.0, 5.0, 1e-3


def optuna_search(make):
    def search(value, dimensions, seed, trials):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        space = {f"x{place}": optuna.distributions.FloatDistribution(LOW, HIGH) for place in range(dimensions)}
        study = optuna.create_study(sampler=make(optuna, seed))
        found = []
        for _ in range(trials):
            trial = study.ask(space)
            found.append(value(np.array([trial.params[name] for name in space])))
            study.tell(trial, found[-1])
        return found

    return search


def rustuna_search(value, dimensions, seed, trials):
    import rustuna

    study = rustuna.create_study(sampler=rustuna.samplers.TPESampler(seed=seed))
    found = []
    for _ in range(trials):
        trial = study.ask()
        found.append(value(np.array([trial.suggest_float(f"x{place}", LOW, HIGH) for place in range(dimensions)])))
        study.tell(trial.number, found[-1])
    return found


def hebo_search(value, dimensions, seed, trials):
    import torch
    from hebo.design_space.design_space import DesignSpace
    from hebo.optimizers.hebo import HEBO

    torch.set_num_threads(1)
    np.random.seed(seed)
    torch.manual_seed(seed)
    names = [f"x{place}" for place in range(dimensions)]
    space = DesignSpace().parse([{"name": name, "type": "num", "lb": LOW, "ub": HIGH} for name in names])
    search = HEBO(space, scramble_seed=seed)
    found = []
    while len(found) < trials:
        rows = search.suggest(n_suggestions=1)
        found.append(value(rows[names].to_numpy(dtype=float)[0]))
        search.observe(rows, np.array([[found[-1]]]))
    return found


SAMPLERS = {
    "optuna-random": optuna_search(lambda optuna, seed: optuna.samplers.RandomSampler(seed=seed)),
    "optuna-tpe": optuna_search(lambda optuna, seed: optuna.samplers.TPESampler(seed=seed, multivariate=True)),
    "optuna-gp": optuna_search(lambda optuna, seed: optuna.samplers.GPSampler(seed=seed, n_startup_trials=10)),
    "rustuna-tpe": rustuna_search,
    "hebo": hebo_search,
}


def problems(path, functions, dimensions):
    """The selected problems, whose formulas here and in Podium have been compared at a point of each instance."""
    selected = []
    for problem in json.loads(path.read_text()):
        if functions and problem["number"] not in functions or dimensions and problem["dimensions"] not in dimensions:
            continue
        formula, instances = bbob.FUNCTIONS[problem["number"]], []
        for exported in problem["instances"]:
            instance = bbob.instance(exported["instance"])
            ours = formula(np.array(exported["point"], dtype=float), instance)
            if abs(ours - exported["gap"]) > 1e-9 * max(1, abs(ours)):
                raise SystemExit(f"f{problem['number']}: {path} has {exported['gap']}, bbob.py computes {ours}")
            instances.append(instance)
        selected.append((problem, formula, instances))
    return selected


def spread(values):
    return np.std(values, ddof=1) / len(values) ** 0.5 if len(values) > 1 else 0


def row(title, name, cells):
    text = " | ".join(f"{mean:.3g} ± {error:.2g}" for mean, error in cells)
    print(f"| {title} | {name} | {text} |", flush=True)


def header(title, budgets):
    print(f"| {title} | sampler | " + " | ".join(f"{budget} trials" for budget in budgets) + " |")
    print("|---|---|" + "---|" * len(budgets))


def measured(name, selected, budgets, limit):
    """The relative gaps of each problem, by search and budget; nothing for a library that is not installed."""
    end, multiples = time.monotonic() + limit, []
    for problem, formula, instances in selected:
        gaps = []
        for seed, instance in enumerate(instances):
            if time.monotonic() > end:
                print(f"| f{problem['number']} | {name}: ended after {limit:.0f} s |", flush=True)
                return multiples
            try:
                found = SAMPLERS[name](
                    lambda x, formula=formula, instance=instance: formula(x, instance), problem["dimensions"], seed,
                    max(budgets))
            except ImportError as error:
                print(f"| {name}: {error} |", flush=True)
                return []
            gaps.append([min(found[:budget]) for budget in budgets])
        gaps = np.array(gaps)
        title = f"f{problem['number']} {problem['name']}, {problem['dimensions']} parameters"
        row(title, name, [(column.mean(), spread(column)) for column in gaps.T])
        multiples.append((problem, gaps / problem["unit"]))
    return multiples


def summaries(name, multiples):
    """Rows of the second table: each group, and all functions, in each number of parameters."""
    for dimensions in sorted({problem["dimensions"] for problem, _ in multiples}):
        members = [(problem["group"], values) for problem, values in multiples if problem["dimensions"] == dimensions]
        for group in [*dict.fromkeys(group for group, _ in members), "all"]:
            chosen = [np.log(np.maximum(values, LEAST)) for own, values in members if group in (own, "all")]
            means = np.mean(chosen, axis=0)
            cells = [(math.exp(column.mean()), math.exp(column.mean()) * spread(column)) for column in means.T]
            row(f"{group}, {dimensions} parameters", name, cells)


def numbers(text):
    return [int(part) for part in text.split(",") if part]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", type=Path)
    parser.add_argument("--samplers", default=",".join(SAMPLERS))
    parser.add_argument("--budget", default="50,100,200", type=numbers)
    parser.add_argument("--functions", default="", type=numbers)
    parser.add_argument("--dimensions", default="", type=numbers)
    parser.add_argument("--seconds", default=math.inf, type=float)
    given = parser.parse_args()
    for name in given.samplers.split(","):
        if name not in SAMPLERS:
            parser.error(f"--samplers has '{name}'; expected names among {', '.join(SAMPLERS)}")
    selected = problems(given.instances, given.functions, given.dimensions)
    if not selected:
        parser.error(f"{given.instances} has none of the selected functions")
    header("function", given.budget)
    found = {name: measured(name, selected, given.budget, given.seconds) for name in given.samplers.split(",")}
    print()
    header("functions, relative gap", given.budget)
    for name, multiples in found.items():
        if len(multiples) == len(selected):
            summaries(name, multiples)


if __name__ == "__main__":
    main()
