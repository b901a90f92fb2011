#!/usr/bin/env python3
"""The Fréchet distance of recorded features, by NumPy and SciPy.

    PODIUM_RECORD=1 swift test --filter SampleQualityTests    # writes features.txt
    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_quality.py                         # writes frechet.txt beside it

The features are what a small trained classifier makes of generated samples and of test samples: a
line for each of both, a name and then the numbers of one sample after another.
"""

import pathlib

import numpy as np
import scipy.linalg

GOLDENS = pathlib.Path(__file__).parent.parent / "Tests/ObjectivesTests/Goldens"
WIDTH = 6


def main():
    sets = {}
    for line in (GOLDENS / "features.txt").read_text().splitlines():
        name, *values = line.split()
        sets[name] = np.array(values, dtype=np.float32).astype(np.float64).reshape(-1, WIDTH)
    real, generated = sets["real"], sets["generated"]
    c1, c2 = np.cov(real, rowvar=False), np.cov(generated, rowvar=False)
    difference = real.mean(axis=0) - generated.mean(axis=0)
    root = scipy.linalg.sqrtm(c1 @ c2)
    distance = difference @ difference + np.trace(c1 + c2 - 2 * root.real)
    (GOLDENS / "frechet.txt").write_text(f"{distance!r}\n".replace("np.float64(", "").replace(")", ""))


if __name__ == "__main__":
    main()
