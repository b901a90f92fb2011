"""Golden values for the GP sampler's tests, from scikit-learn, SciPy and mpmath.

    python -m pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6 mpmath==1.3.0
    python Scripts/goldens_gp.py

Writes Tests/SearchTests/Goldens/gp.json: for several sets of points (numbers, and choices as scaled
one-hot vectors) the covariance matrix, the log marginal likelihood with its gradient, predictions
by scikit-learn's GaussianProcessRegressor, and the most probable hyperparameters that SciPy's
L-BFGS-B finds from many starts; and the logarithm of the expected improvement with its slope by
mpmath at 400 digits. Tests only read it.
"""

import json
from pathlib import Path

import mpmath
import numpy
import scipy.optimize
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

ROOT = Path(__file__).resolve().parent.parent
mpmath.mp.dps = 400
LEVEL = 1.0


def expanded(points, choices):
    """Points with choices as one-hot vectors: two different ones have the squared distance 1."""
    columns = []
    for column, count in enumerate(choices):
        if count is None:
            columns.append(points[:, column: column + 1])
        else:
            columns.append(numpy.eye(count)[points[:, column].astype(int)] / numpy.sqrt(2))
    return numpy.hstack(columns)


def owners(choices):
    return [column for column, count in enumerate(choices) for _ in range(count or 1)]


def process(logarithms, choices, points, values):
    weights = numpy.exp(logarithms[:-2])
    lengths = numpy.array([weights[owner] ** -0.5 for owner in owners(choices)])
    kernel = (ConstantKernel(LEVEL)
              + ConstantKernel(numpy.exp(logarithms[-2])) * Matern(lengths, nu=2.5)
              + WhiteKernel(numpy.exp(logarithms[-1])))
    model = GaussianProcessRegressor(kernel, alpha=0, optimizer=None)
    return model.fit(expanded(points, choices), values)


def likelihood(logarithms, choices, points, values):
    """The negative log marginal likelihood and its gradient by our logarithms."""
    model = process(logarithms, choices, points, values)
    value, slopes = model.log_marginal_likelihood(model.kernel_.theta, eval_gradient=True)
    # The order of theta: level, scale, length scales, noise; a weight is a length to the power -2.
    gradient = numpy.zeros(len(logarithms))
    for owner, slope in zip(owners(choices), slopes[2:-1]):
        gradient[owner] += 0.5 * slope
    gradient[-2], gradient[-1] = -slopes[1], -slopes[-1]
    return -value, gradient


def penalty(logarithms):
    """The prior as in HyperparameterPrior, without a constant."""
    scales = len(logarithms) - 2
    mean, deviation = PRIOR(scales)
    excess = logarithms[:-2] - mean
    gradient = excess / deviation ** 2
    value = 0.5 * (excess ** 2).sum() / deviation ** 2
    scale = numpy.exp(logarithms[-2])
    noise = (logarithms[-1] + 7) / 2
    value += scale - 2 * logarithms[-2] + 0.5 * noise ** 2
    rest = [scale - 2, noise / 2]
    return value, numpy.concatenate([gradient, rest])


def PRIOR(scales):
    return 0.5 - 0.5 * numpy.log(scales), 1.8


def most_probable(choices, points, values, generator):
    def objective(logarithms):
        fit, first = likelihood(logarithms, choices, points, values)
        own, second = penalty(logarithms)
        return fit + own, first + second

    scales = len(choices)
    bounds = [(-9, 7)] * scales + [(-5, 4), (-13.8, 0)]
    best = None
    for _ in range(20):
        start = numpy.concatenate([
            generator.normal(PRIOR(scales)[0], 2, scales), generator.normal(0, 1, 1),
            generator.uniform(-10, -1, 1)])
        found = scipy.optimize.minimize(objective, start, jac=True, bounds=bounds, method="L-BFGS-B")
        if best is None or found.fun < best.fun:
            best = found
    return best


def case(name, count, choices, function, seed, noise):
    generator = numpy.random.default_rng(seed)
    points = generator.uniform(size=(count + 5, len(choices)))
    for column, categories in enumerate(choices):
        if categories is not None:
            points[:, column] = generator.integers(categories, size=count + 5)
    known, asked = points[:count], points[count:]
    values = function(known) + noise * generator.normal(size=count)
    values = (values - values.mean()) / values.std()
    logarithms = numpy.concatenate([
        generator.normal(0.5, 1, len(choices)), generator.normal(0, 0.5, 1), [-4.5]])
    model = process(logarithms, choices, known, values)
    negative, gradient = likelihood(logarithms, choices, known, values)
    mean, deviation = model.predict(expanded(asked, choices), return_std=True)
    best = most_probable(choices, known, values, generator)
    return {
        "name": name,
        "choices": [count or 0 for count in choices],
        "points": known.tolist(),
        "values": values.tolist(),
        "logarithms": logarithms.tolist(),
        "covariance": model.kernel_(expanded(known, choices)).tolist(),
        "negativeLogarithm": negative,
        "gradient": gradient.tolist(),
        "asked": asked.tolist(),
        "means": mean.tolist(),
        "variances": (deviation ** 2 - numpy.exp(logarithms[-1])).tolist(),
        "mostProbable": {"logarithms": best.x.tolist(), "value": best.fun},
    }


def improvements():
    rows = []
    for text in ["8", "3", "1", "0.5", "0", "-0.5", "-1", "-2.9", "-3", "-3.1", "-5", "-8", "-20", "-38",
                 "-100", "-1000", "-30000"]:
        z = mpmath.mpf(text)
        h = mpmath.npdf(z) + z * mpmath.ncdf(z)
        rows.append([float(z), float(mpmath.log(h)), float(mpmath.ncdf(z) / h)])
    return rows


def main():
    cases = [
        case("one number", 7, [None], lambda x: numpy.sin(6 * x[:, 0]), 1, 0.01),
        case("numbers", 30, [None] * 4, lambda x: ((x - 0.3) ** 2 * [4, 1, 0.1, 0]).sum(1), 2, 0.05),
        case("numbers and choices", 25, [None, 3, None, 5],
             lambda x: (x[:, 0] - 0.5) ** 2 + 0.3 * x[:, 1] + 0.2 * (x[:, 3] == 2), 3, 0.02),
    ]
    path = ROOT / "Tests/SearchTests/Goldens/gp.json"
    path.write_text(json.dumps(
        {"sklearn": sklearn.__version__, "cases": cases, "improvements": improvements()},
        indent=None) + "\n")


if __name__ == "__main__":
    main()
