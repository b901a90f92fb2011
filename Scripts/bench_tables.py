"""What peers find on recorded tables of kind grid: the normalised regret after some trials.

    python -m pip install optuna==5.0.0 scipy==1.17.1 torch==2.15.0 rustuna==0.2.0 scikit-learn==1.9.1 numpy
    python Scripts/bench_tables.py TABLES [--samplers optuna-tpe,optuna-gp,rustuna-tpe,quantile,hebo]
        [--budget 20,50,100] [--seeds 10] [--lag 1] [--only NAME,…]

TABLES is a directory with tables.json. Regret is (best - optimum) / (median - optimum), the mean over
seeds with its standard error. Numbers that have an order are given as the index of the value, names as
choices, as `podium bench samplers --tables TABLES` does. With a lag, trial n is asked for when the
results of trials 0 to n - lag are known. `quantile` is conformalised quantile regression (Salinas,
Golebiowski, Klein, Seeger and Archambeau, ICML 2023, arXiv:2305.03623), written here. Libraries that
are not installed are left out, by name.
HEBO 0.3.6 requires numpy below 1.25 and pymoo 0.6.0, which pip does not find for Python 3.11. Beside
numpy 1.26.4 and pymoo 0.6.1.5 it runs, and took minutes per trial, so that its part has not been run.
"""

import argparse
import json
import warnings
from pathlib import Path

import numpy

warnings.filterwarnings("ignore")


class Table:
    def __init__(self, directory, entry):
        arrays = numpy.load(directory / entry["file"])
        self.name = entry["file"].removesuffix(".npz")
        self.sizes = [len(parameter["values"]) for parameter in entry["parameters"]]
        self.ordered = [parameter["type"] != "categorical" for parameter in entry["parameters"]]
        sign = -1 if entry["direction"] == "maximize" else 1
        regrets = (sign * arrays["values"] - sign * entry["optimum"]) / (
            sign * entry["median"] - sign * entry["optimum"])
        self.regret = numpy.full(self.sizes, numpy.nan)
        self.regret[tuple(arrays["indices"].T.astype(int))] = regrets


def optuna_search(make):
    def search(table, seed, trials, lag):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        space = {
            f"p{place}": optuna.distributions.IntDistribution(0, size - 1) if ordered
            else optuna.distributions.CategoricalDistribution([str(value) for value in range(size)])
            for place, (size, ordered) in enumerate(zip(table.sizes, table.ordered))}
        study = optuna.create_study(sampler=make(optuna, seed, lag))
        asked, found = [], []
        for number in range(trials):
            for done in range(len(found), max(0, number - lag + 1)):
                study.tell(asked[done], tell(table, asked[done], found))
            asked.append(study.ask(space))
        for done in range(len(found), trials):
            tell(table, asked[done], found)
        return found

    def tell(table, trial, found):
        row = tuple(int(trial.params[f"p{place}"]) for place in range(len(table.sizes)))
        found.append(float(table.regret[row]))
        return found[-1]

    return search


def rustuna_search(table, seed, trials, lag):
    import rustuna

    study = rustuna.create_study(sampler=rustuna.samplers.TPESampler(seed=seed))
    found, asked = [], []
    for number in range(trials):
        for done in range(len(found), max(0, number - lag + 1)):
            found.append(asked[done][1])
            study.tell(asked[done][0].number, found[-1])
        trial = study.ask()
        row = tuple(
            trial.suggest_int(f"p{place}", 0, size - 1) if ordered
            else int(trial.suggest_categorical(f"p{place}", [str(value) for value in range(size)]))
            for place, (size, ordered) in enumerate(zip(table.sizes, table.ordered)))
        asked.append((trial, float(table.regret[row])))
    return found + [value for _, value in asked[len(found):]]


def hebo_search(table, seed, trials, lag):
    import torch
    from hebo.design_space.design_space import DesignSpace
    from hebo.optimizers.hebo import HEBO

    torch.set_num_threads(1)
    numpy.random.seed(seed)
    torch.manual_seed(seed)
    space = DesignSpace().parse([
        {"name": f"p{place}", "type": "int", "lb": 0, "ub": size - 1} if ordered
        else {"name": f"p{place}", "type": "cat", "categories": [str(value) for value in range(size)]}
        for place, (size, ordered) in enumerate(zip(table.sizes, table.ordered))])
    search = HEBO(space, scramble_seed=seed)
    found = []
    while len(found) < trials:
        # It asks for batches: lag trials at a time.
        rows = search.suggest(n_suggestions=lag)
        values = numpy.array([
            table.regret[tuple(int(row[f"p{place}"]) for place in range(len(table.sizes)))]
            for _, row in rows.iterrows()], dtype=float)
        search.observe(rows, values.reshape(-1, 1))
        found += values.tolist()
    return found[:trials]


def quantile_search(table, seed, trials, lag, levels=(0.2, 0.4, 0.6, 0.8), startup=10, candidates=2000):
    """Draws a quantile per candidate and tries the candidate with the least drawn value."""
    from sklearn.ensemble import GradientBoostingRegressor

    generator = numpy.random.default_rng(seed)

    def features(rows):
        columns = []
        for place, (size, ordered) in enumerate(zip(table.sizes, table.ordered)):
            column = rows[:, place]
            columns.append(column[:, None] / max(1, size - 1) if ordered else numpy.eye(size)[column])
        return numpy.hstack(columns)

    def draw(count):
        return numpy.stack([generator.integers(size, size=count) for size in table.sizes], axis=1)

    def predict(known, values, pool):
        # A tenth of the results calibrates the quantiles of a model of the others.
        order = generator.permutation(len(values))
        held = order[:len(values) // 10]
        rest = order[len(held):]
        scaled = (values - values.mean()) / (values.std() or 1)
        inputs = features(known)
        drawn = []
        for level in levels:
            model = GradientBoostingRegressor(loss="quantile", alpha=level, random_state=0)
            model.fit(inputs[rest], scaled[rest])
            shift = 0.0
            if len(held) >= 3:
                below = level < 0.5
                misses = (scaled[held] - model.predict(inputs[held])) * (-1 if below else 1)
                wanted = 1 - level if below else level
                shift = numpy.quantile(misses, min(1, wanted * (1 + 1 / len(held)))) * (-1 if below else 1)
            drawn.append(model.predict(features(pool)) + shift)
        return numpy.stack(drawn)

    asked, found = [], []
    for number in range(trials):
        done = max(0, number - lag + 1)
        if done < startup:
            row = tuple(draw(1)[0])
        else:
            tried = set(asked)
            pool = numpy.array([row for row in map(tuple, draw(candidates)) if row not in tried])
            quantiles = predict(numpy.array(asked[:done]), numpy.array(found[:done]), pool)
            picked = quantiles[generator.integers(len(levels), size=len(pool)), numpy.arange(len(pool))]
            row = tuple(pool[picked.argmin()])
        asked.append(row)
        found.append(float(table.regret[row]))
    return found


SAMPLERS = {
    "optuna-random": optuna_search(lambda optuna, seed, lag: optuna.samplers.RandomSampler(seed=seed)),
    "optuna-tpe": optuna_search(lambda optuna, seed, lag: optuna.samplers.TPESampler(
        seed=seed, multivariate=True, constant_liar=lag > 1)),
    "optuna-gp": optuna_search(lambda optuna, seed, lag: optuna.samplers.GPSampler(seed=seed)),
    "rustuna-tpe": rustuna_search,
    "quantile": quantile_search,
    "hebo": hebo_search,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path)
    parser.add_argument("--samplers", default=",".join(SAMPLERS))
    parser.add_argument("--budget", default="20,50,100")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--lag", type=int, default=1)
    parser.add_argument("--only", default="", help="only tables with one of these in their names")
    given = parser.parse_args()
    budgets = [int(budget) for budget in given.budget.split(",")]
    entries = json.loads((given.tables / "tables.json").read_text())
    print("| table | sampler | " + " | ".join(f"{budget} trials" for budget in budgets) + " |")
    print("|---|---|" + "---|" * len(budgets))
    for entry in entries:
        if entry["kind"] != "grid" or not any(name in entry["file"] for name in given.only.split(",")):
            continue
        table = Table(given.tables, entry)
        for name in given.samplers.split(","):
            try:
                runs = [SAMPLERS[name](table, seed, max(budgets), given.lag) for seed in range(given.seeds)]
            except ImportError as error:
                print(f"| {table.name} | {name}: {error} |", flush=True)
                continue
            cells = []
            for budget in budgets:
                best = numpy.array([min(run[:budget]) for run in runs])
                error = best.std(ddof=1) / len(best) ** 0.5 if len(best) > 1 else 0
                cells.append(f"{best.mean():.3f} ± {error:.3f}")
            print(f"| {table.name} | {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
