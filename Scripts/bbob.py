"""The 24 noiseless functions of BBOB with NumPy: what bench_functions.py and goldens_bbob.py share.

Source: Hansen, Finck, Ros and Auger, "Real-parameter black-box optimization benchmarking 2009: noiseless functions
definitions", INRIA RR-6829. goldens_bbob.py compares these formulas with the package ioh.

A function takes a point x and an instance: optimum, first and second (the rotations R and Q), and for 21 and 22
peaks: centres, scales (the diagonals of C) and heights. It returns f(x) - f_opt, for x in [-5, 5]^d.
"""

import numpy as np

NAMES = {
    1: "sphere", 2: "ellipsoid", 3: "rastrigin", 4: "büche-rastrigin", 5: "linear slope", 6: "attractive sector",
    7: "step ellipsoid", 8: "rosenbrock", 9: "rosenbrock rotated", 10: "ellipsoid rotated", 11: "discus",
    12: "bent cigar", 13: "sharp ridge", 14: "different powers", 15: "rastrigin rotated", 16: "weierstrass",
    17: "schaffer", 18: "schaffer ill-conditioned", 19: "griewank-rosenbrock", 20: "schwefel", 21: "gallagher 101",
    22: "gallagher 21", 23: "katsuura", 24: "lunacek",
}


def steps(x):
    """0, 1/(d - 1), …, 1."""
    return np.arange(len(x)) / (len(x) - 1)


def scaled(x, condition):
    return condition ** (steps(x) / 2) * x


def oscillated(x):
    x = np.asarray(x, dtype=float)
    logarithm = np.log(np.abs(np.where(x == 0, 1, x)))
    fast, slow = np.where(x > 0, 10, 5.5), np.where(x > 0, 7.9, 3.1)
    return np.sign(x) * np.exp(logarithm + 0.049 * (np.sin(fast * logarithm) + np.sin(slow * logarithm)))


def skewed(x, strength):
    positive = np.maximum(x, 0)
    return np.where(x > 0, positive ** (1 + strength * steps(x) * np.sqrt(positive)), x)


def ellipsoid(z):
    return float(np.sum(10 ** (6 * steps(z)) * z**2))


def rastrigin(z):
    return float(10 * (len(z) - np.sum(np.cos(2 * np.pi * z))) + z @ z)


def valley(z):
    return 100 * (z[:-1] ** 2 - z[1:]) ** 2 + (z[:-1] - 1) ** 2


def stretch(x):
    return max(1.0, len(x) ** 0.5 / 8)


def schaffer(x, o, condition):
    z = scaled(o["second"] @ skewed(o["first"] @ (x - o["optimum"]), 0.5), condition)
    s = np.sqrt(z[:-1] ** 2 + z[1:] ** 2)
    return float(np.mean(np.sqrt(s) * (1 + np.sin(50 * s**0.2) ** 2)) ** 2)


def f1(x, o):
    return float(np.sum((x - o["optimum"]) ** 2))


def f2(x, o):
    return ellipsoid(oscillated(x - o["optimum"]))


def f3(x, o):
    return rastrigin(scaled(skewed(oscillated(x - o["optimum"]), 0.2), 10))


def f4(x, o):
    z = oscillated(x - o["optimum"])
    odd = (np.arange(len(x)) % 2 == 0) & (z > 0)
    return rastrigin(scaled(np.where(odd, 10 * z, z), 10))


def f5(x, o):
    best = o["optimum"]
    z = np.where(best * x < 25, x, best)
    slope = np.sign(best) * 10 ** steps(x)
    return float(np.sum(5 * np.abs(slope) - slope * z))


def f6(x, o):
    z = o["second"] @ scaled(o["first"] @ (x - o["optimum"]), 10)
    return float(oscillated(np.sum(np.where(z * o["optimum"] > 0, 100 * z, z) ** 2)) ** 0.9)


def f7(x, o):
    inner = scaled(o["first"] @ (x - o["optimum"]), 10)
    z = o["second"] @ np.where(
        np.abs(inner) > 0.5, np.floor(0.5 + inner), np.floor(0.5 + 10 * inner) / 10)
    return float(0.1 * max(abs(inner[0]) / 1e4, np.sum(10 ** (2 * steps(z)) * z**2)))


def f8(x, o):
    return float(np.sum(valley(stretch(x) * (x - o["optimum"]) + 1)))


def f9(x, o):
    return float(np.sum(valley(stretch(x) * (o["first"] @ x) + 0.5)))


def f10(x, o):
    return ellipsoid(oscillated(o["first"] @ (x - o["optimum"])))


def f11(x, o):
    z = oscillated(o["first"] @ (x - o["optimum"]))
    return float(1e6 * z[0] ** 2 + np.sum(z[1:] ** 2))


def f12(x, o):
    z = o["first"] @ skewed(o["first"] @ (x - o["optimum"]), 0.5)
    return float(z[0] ** 2 + 1e6 * np.sum(z[1:] ** 2))


def f13(x, o):
    z = o["second"] @ scaled(o["first"] @ (x - o["optimum"]), 10)
    return float(z[0] ** 2 + 100 * np.sqrt(np.sum(z[1:] ** 2)))


def f14(x, o):
    z = o["first"] @ (x - o["optimum"])
    return float(np.sqrt(np.sum(np.abs(z) ** (2 + 4 * steps(z)))))


def f15(x, o):
    z = skewed(oscillated(o["first"] @ (x - o["optimum"])), 0.2)
    return rastrigin(o["first"] @ scaled(o["second"] @ z, 10))


def f16(x, o):
    z = o["first"] @ scaled(o["second"] @ oscillated(o["first"] @ (x - o["optimum"])), 0.01)
    k = np.arange(12)
    waves = np.sum(0.5**k * np.cos(2 * np.pi * 3.0**k * (z[:, None] + 0.5)), axis=1)
    return float(10 * (np.mean(waves) - np.sum(0.5**k * np.cos(np.pi * 3.0**k))) ** 3)


def f17(x, o):
    return schaffer(x, o, 10)


def f18(x, o):
    return schaffer(x, o, 1000)


def f19(x, o):
    s = valley(stretch(x) * (o["first"] @ x) + 0.5)
    return float(10 * np.mean(s / 4000 - np.cos(s)) + 10)


def f20(x, o):
    best = 2 * np.abs(o["optimum"])
    doubled = 2 * np.sign(o["optimum"]) * x
    inner = doubled.copy()
    inner[1:] += 0.25 * (doubled[:-1] - best[:-1])
    z = 100 * (scaled(inner - best, 10) + best)
    outside = np.sum(np.maximum(0, np.abs(z) / 100 - 5) ** 2)
    waves = np.mean(z * np.sin(np.sqrt(np.abs(z))))
    return float(4.189828872724339 - waves / 100 + 100 * outside)


def gallagher(x, o):
    peaks = o["peaks"]
    squares = np.sum(peaks["scales"] * ((x - peaks["centres"]) @ o["first"].T) ** 2, axis=1)
    return float(oscillated(10 - np.max(peaks["heights"] * np.exp(-squares / (2 * len(x))))) ** 2)


f21 = f22 = gallagher


def f23(x, o):
    z = o["second"] @ scaled(o["first"] @ (x - o["optimum"]), 100)
    count = len(x)
    powers = 2.0 ** np.arange(1, 33)
    roughness = np.sum(np.abs(powers * z[:, None] - np.round(powers * z[:, None])) / powers, axis=1)
    factors = (1 + np.arange(1, count + 1) * roughness) ** (10 / count**1.2)
    return float(10 / count**2 * (np.prod(factors) - 1))


def f24(x, o):
    count, near = len(x), 2.5
    depth = 1 - 1 / (2 * np.sqrt(count + 20) - 8.2)
    far = -np.sqrt((near**2 - 1) / depth)
    mirrored = 2 * np.sign(o["optimum"]) * x
    z = o["second"] @ scaled(o["first"] @ (mirrored - near), 100)
    funnels = min(np.sum((mirrored - near) ** 2), count + depth * np.sum((mirrored - far) ** 2))
    return float(funnels + 10 * (count - np.sum(np.cos(2 * np.pi * z))))


FUNCTIONS = {number: globals()[f"f{number}"] for number in range(1, 25)}


def instance(exported):
    """An instance as `podium bench samplers --bbob --instances` prints it, with arrays for lists."""
    peaks = exported.get("peaks")
    return {
        **{key: np.array(exported[key], dtype=float) for key in ("optimum", "first", "second")},
        "peaks": peaks and {key: np.array(value, dtype=float) for key, value in peaks.items()},
    }
