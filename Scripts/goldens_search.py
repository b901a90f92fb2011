"""Golden values for the tests of StudyModel and Search, from independent implementations.

    python3 Scripts/goldens_search.py

Writes Tests/PortableTests/Goldens/portable-math.csv (mpmath at 60 digits, rounded once) and
philox.csv (the generator, written down here a second time), and
Tests/SearchTests/Goldens/distributions.csv (SciPy's quantiles and probabilities). The versions
that wrote the committed files are in their first lines. Tests only read the files.
"""

import math
from pathlib import Path

import mpmath
import numpy
import scipy
from scipy import stats

ROOT = Path(__file__).resolve().parent.parent
mpmath.mp.dps = 60


def nearest(value):
    """The double nearest to an mpmath number."""
    return float(value)


def math_points():
    generator = numpy.random.default_rng(2020)
    logs = [1.0, 2.0, 0.5, math.sqrt(2), math.sqrt(0.5), math.nextafter(1, 2), math.nextafter(1, 0)]
    logs += [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e-5, 0.1, 10.0, math.pi]
    logs += list(numpy.exp(generator.uniform(-700, 700, 300)))
    logs += list(1 + generator.normal(0, 1e-3, 100)) + list(generator.uniform(0.4, 2.5, 300))
    for x in logs:
        yield "log", float(x), nearest(mpmath.log(mpmath.mpf(float(x))))
    exps = [0.0, 1.0, -1.0, 1e-300, 709.782712893384, -708.4, -740.0, -745.1, 0.34657359027997264]
    exps += list(generator.uniform(-708, 709, 300)) + list(generator.normal(0, 1, 300))
    exps += list(generator.normal(0, 1e-6, 50)) + list(generator.uniform(-745, -708, 40))
    for x in exps:
        yield "exp", float(x), nearest(mpmath.exp(mpmath.mpf(float(x))))
    fractions = [0.5, 0.075, 0.925, 0.0749999, 1e-300, 2**-53, 1 - 2**-53, 1e-10, 0.999, 5e-324]
    fractions += list(generator.uniform(0, 1, 300)) + list(10 ** generator.uniform(-300, -1, 200))
    fractions += list(1 - 10 ** generator.uniform(-15, -1, 100))
    for p in fractions:
        p = float(p)
        yield "normalQuantile", p, normal_quantile(mpmath.mpf(p))


def normal_quantile(p):
    """Newton's method on the distribution function, from SciPy's value."""
    z = mpmath.mpf(float(stats.norm.ppf(float(p))))
    for _ in range(6):
        z -= (mpmath.ncdf(z) - p) / mpmath.npdf(z)
    return nearest(z)


def write_math():
    lines = [f"# mpmath {mpmath.__version__}, scipy {scipy.__version__}"]
    lines += [f"{name},{x!r},{y!r}" for name, x, y in math_points()]
    path = ROOT / "Tests/PortableTests/Goldens/portable-math.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


WORD = 0xFFFFFFFF


def philox(counter, key):
    """Philox4x32-10, from section 3 of Salmon et al., SC 2011."""
    a, b, c, d = counter
    left, right = key
    for _ in range(10):
        first, second = a * 0xD2511F53, c * 0xCD9E8D57
        a, c = (second >> 32) ^ b ^ left, (first >> 32) ^ d ^ right
        b, d = second & WORD, first & WORD
        left, right = (left + 0x9E3779B9) & WORD, (right + 0xBB67AE85) & WORD
    return a, b, c, d


def write_philox():
    """Words by seed, trial and purpose, and by epoch, step and index."""
    generator = numpy.random.default_rng(2021)
    lines = ["# seed, trial, purpose, epoch, step, index, word"]
    for _ in range(200):
        seed = int(generator.integers(0, 2**63)) * 2 + int(generator.integers(0, 2))
        bits = generator.integers(1, 40, 2)
        trial, index = (int(generator.integers(0, 2 ** int(size))) for size in bits)
        purpose = int(generator.integers(1, 11))
        epoch, step = (int(generator.integers(0, 100_000)) for _ in "ab")
        place = (trial & WORD, trial >> 32, purpose, 0x506F6469)
        key = philox(place, (seed & WORD, seed >> 32))[:2]
        block = philox((index & WORD, index >> 32, step, epoch), key)
        word = block[0] | block[1] << 32
        lines.append(f"{seed},{trial},{purpose},{epoch},{step},{index},{word}")
    path = ROOT / "Tests/PortableTests/Goldens/philox.csv"
    path.write_text("\n".join(lines) + "\n")


def continuous():
    """Name and distribution of each continuous domain that the tests draw from."""
    def normal(mean, deviation, low, high):
        return stats.truncnorm((low - mean) / deviation, (high - mean) / deviation, mean, deviation)

    class LogNormal:
        def __init__(self, mean, deviation, low, high):
            low, high = (math.log(x) if x > 0 else -math.inf for x in (low, high))
            self.inner = normal(mean, deviation, low, high)

        def ppf(self, q):
            return numpy.exp(self.inner.ppf(q))

    inf = math.inf
    yield "uniform", stats.uniform(-2, 5)
    yield "log", stats.loguniform(1e-5, 0.1)
    yield "normal", normal(1, 2, -inf, inf)
    yield "learning-rate", normal(0.001, 0.001, 1e-5, inf)
    yield "penalty", normal(1e-5, 1e-4, 0, inf)
    yield "tail", normal(0, 1, 2, 3)
    yield "log-normal", LogNormal(-7, 1.5, 0, inf)
    yield "log-normal-cut", LogNormal(-7, 1.5, 1e-4, 1e-2)


def whole():
    """Name and probabilities, by value, of each domain of whole numbers or steps."""
    def cells(distribution, edges):
        mass = numpy.diff(distribution.cdf(edges))
        return mass / mass.sum()

    yield "int", [1 / 8] * 8
    yield "int-log", cells(stats.loguniform(0.5, 16.5), numpy.arange(0.5, 17))
    yield "int-normal", cells(stats.norm(50, 20), numpy.arange(9.5, 61))
    yield "step", [1 / 11] * 11
    yield "step-normal", cells(stats.norm(0, 1), numpy.arange(-2.25, 2.5, 0.5))
    yield "step-log", cells(stats.loguniform(0.05, 1.05), numpy.arange(0.05, 1.1, 0.1))


def write_distributions():
    lines = [f"# scipy {scipy.__version__}, numpy {numpy.__version__}"]
    fractions = (numpy.arange(200) + 0.5) / 200
    for name, distribution in continuous():
        lines.append(",".join([name] + [repr(float(x)) for x in distribution.ppf(fractions)]))
    for name, probabilities in whole():
        lines.append(",".join([name] + [repr(float(p)) for p in probabilities]))
    path = ROOT / "Tests/SearchTests/Goldens/distributions.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    write_math()
    write_philox()
    write_distributions()
