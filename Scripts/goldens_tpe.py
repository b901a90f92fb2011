"""Golden values for the TPE sampler's tests, from Optuna.

    python -m pip install optuna==5.0.0 numpy==2.4.6 mpmath==1.3.0
    python Scripts/goldens_tpe.py

Writes Tests/SearchTests/Goldens/tpe.json: histories of trials over several search spaces, some of
them still running, and what Optuna's TPESampler makes of them: which trials are good, and the
logarithms of both densities at random configurations. The file names the version of Optuna. Tests
only read it.

It also writes Tests/PortableTests/Goldens/normal-distribution.csv: the normal distribution
function by mpmath at 60 digits, rounded once.
"""

import functools
import json
from pathlib import Path

import mpmath
import numpy
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe.sampler import _split_trials, default_gamma
from optuna.trial import TrialState

ROOT = Path(__file__).resolve().parent.parent
mpmath.mp.dps = 60
optuna.logging.set_verbosity(optuna.logging.ERROR)
# Kernels at the same place: the older one comes first, here as there.
numpy.argsort = functools.partial(numpy.argsort, kind="stable")

SPACES = {
    "float": {"x": FloatDistribution(-1, 3)},
    "log": {"x": FloatDistribution(1e-5, 1e-1, log=True)},
    "int": {"x": IntDistribution(2, 9)},
    "wide int": {"x": IntDistribution(50, 149)},
    "log int": {"x": IntDistribution(1, 4096, log=True)},
    "steps": {"x": FloatDistribution(0, 1, step=0.25)},
    "choices": {"x": CategoricalDistribution(["a", "b", "c"])},
    "all": {
        "dimension": IntDistribution(2, 9),
        "l2": FloatDistribution(1e-7, 1e-3, log=True),
        "optimizer": CategoricalDistribution(["Adam", "RMSprop"]),
        "rate": FloatDistribution(1e-4, 1e-2, log=True),
        "units": IntDistribution(50, 149),
        "share": FloatDistribution(0, 0.5),
    },
}


def described(distribution):
    if isinstance(distribution, CategoricalDistribution):
        return {"choices": list(distribution.choices)}
    kind = "int" if isinstance(distribution, IntDistribution) else "float"
    return {
        "type": kind,
        "low": distribution.low,
        "high": distribution.high,
        "log": distribution.log,
        "step": distribution.step,
    }


def history(name, space, count, running, direction, seed):
    """A study of random trials, the last ones of them without outcomes."""
    sampler = optuna.samplers.TPESampler(seed=seed)
    study = optuna.create_study(direction=direction, sampler=sampler)
    values = numpy.random.default_rng(seed)
    source = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=seed))
    rows = [source.ask(space).params for _ in range(count + 20)]
    trials = []
    for number, params in enumerate(rows[:count]):
        is_running = number >= count - running
        trial = optuna.trial.create_trial(
            params=params,
            distributions=space,
            value=None if is_running else float(values.normal()),
            state=TrialState.RUNNING if is_running else TrialState.COMPLETE,
        )
        trial.number = number
        trials.append(trial)
    below, above = _split_trials(study, trials, default_gamma(count - running))
    densities = [
        sampler._build_parzen_estimator(study, space, part, handle_below=is_below)
        for part, is_below in ((below, True), (above, False))
    ]
    points = rows[count:]
    internal = {
        key: numpy.array([space[key].to_internal_repr(point[key]) for point in points])
        for key in space
    }
    return {
        "name": name,
        "direction": direction,
        "space": {key: described(value) for key, value in space.items()},
        "running": running,
        "trials": [list(trial.params.values()) for trial in trials],
        "values": [trial.value for trial in trials if trial.value is not None],
        "good": [trial.number for trial in below],
        "points": [list(point.values()) for point in points],
        "goodLogDensities": [float(value) for value in densities[0].log_pdf(internal)],
        "badLogDensities": [float(value) for value in densities[1].log_pdf(internal)],
    }


def write_histories():
    cases = []
    for index, (name, space) in enumerate(SPACES.items()):
        for count, running in ((1, 0), (2, 1), (14, 4), (60, 7)):
            direction = "minimize" if index % 2 == 0 else "maximize"
            cases.append(history(name, space, count, running, direction, seed=100 * index + count))
    cases.append(history("all", SPACES["all"], 400, 16, "minimize", seed=7))
    path = ROOT / "Tests/SearchTests/Goldens/tpe.json"
    text = json.dumps({"optuna": optuna.__version__, "cases": cases}, separators=(",", ":"))
    path.write_text(text.replace('{"name"', '\n{"name"') + "\n")


def write_normal():
    generator = numpy.random.default_rng(2021)
    points = [0.0, 0.5, -0.5, 1e-10, -1e-10, 0.6629126, 5.65685, -5.65685, 8.0, -8.0, -37.0, 40.0]
    points += list(generator.uniform(-38, 9, 300)) + list(generator.normal(0, 1, 300))
    lines = [f"# mpmath {mpmath.__version__}"]
    for z in points:
        value = float(mpmath.ncdf(mpmath.mpf(float(z))))
        lines.append(f"normalDistribution,{float(z)!r},{value!r}")
    path = ROOT / "Tests/PortableTests/Goldens/normal-distribution.csv"
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    write_histories()
    write_normal()
