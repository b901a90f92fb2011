"""Golden values for warm starts and priors, from the packages cmaes and SciPy.

    python -m pip install cmaes==0.13.1 numpy==2.4.6 scipy==1.17.1
    python Scripts/goldens_knowledge.py

Writes Tests/SearchTests/Goldens/knowledge.json: the first distribution of a warm-started CMA-ES for some sets of
points, and quantiles and densities of truncated normal priors. Tests only read it.
"""

import json
from pathlib import Path

import cmaes
import numpy
from scipy import stats

ROOT = Path(__file__).resolve().parent.parent
# Dimensions and numbers of solutions; one in ten of them is good.
SETS = [(1, 20), (2, 10), (3, 50), (6, 100)]
# Means, and the deviations of low, medium and high confidence.
MEANS = [0.0, 0.02, 0.3, 0.5, 0.9, 1.0]
DEVIATIONS = {"low": 0.5, "medium": 0.25, "high": 0.125}
FRACTIONS = [0.001, 0.1, 0.37, 0.5, 0.8, 0.999]


def warm_start(dimensions, count, seed):
    generator = numpy.random.default_rng(seed)
    solutions = [(generator.uniform(0, 1, dimensions), float(generator.normal())) for _ in range(count)]
    mean, sigma, covariance = cmaes.get_warm_start_mgd(solutions, gamma=0.1, alpha=0.1)
    return {
        "points": [[float(x) for x in point] for point, _ in solutions],
        "values": [value for _, value in solutions],
        "mean": [float(x) for x in numpy.ravel(mean)],
        "sigma": float(sigma),
        "covariance": [float(x) for x in numpy.ravel(covariance)],
    }


def prior(mean, name, deviation):
    normal = stats.truncnorm(-mean / deviation, (1 - mean) / deviation, loc=mean, scale=deviation)
    return {
        "mean": mean,
        "confidence": name,
        "fractions": FRACTIONS,
        "quantiles": [float(normal.ppf(fraction)) for fraction in FRACTIONS],
        "logDensities": [float(normal.logpdf(fraction)) for fraction in FRACTIONS],
    }


goldens = {
    "cmaes": cmaes.__version__,
    "warmStarts": [warm_start(d, n, seed) for seed, (d, n) in enumerate(SETS)],
    "priors": [prior(mean, name, deviation) for mean in MEANS for name, deviation in DEVIATIONS.items()],
}
path = ROOT / "Tests/SearchTests/Goldens/knowledge.json"
path.write_text(json.dumps(goldens) + "\n")
