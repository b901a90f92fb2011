#!/usr/bin/env python3
"""Golden values for embeddings, made by scikit-learn, openTSNE and SciPy.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_embeddings.py      # writes Tests/EmbeddingsTests/Goldens/embeddings.txt
    python Scripts/goldens_embeddings.py --measure CODES DIMENSIONS METHOD

The points are worked out from whole numbers, by the same formula in the tests, so only what was made
of them is stored: a line with a name and a shape, then a line a row.

`--measure` prints seconds, divergence and qualities of a map of CODES, the codes.csv that `podium latent
--method codes` writes: the table in docs/latent-space.md. METHOD is sklearn, opentsne, or the points.csv
of a map that is there.
"""

import argparse
import pathlib
import time

import numpy as np
import scipy.linalg
from openTSNE import TSNE as OpenTSNE
from scipy.spatial.distance import pdist, squareform
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities, _joint_probabilities_nn, _kl_divergence
from sklearn.metrics import silhouette_score
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

GOLDENS = pathlib.Path(__file__).parent.parent / "Tests/EmbeddingsTests/Goldens"
COUNT = 400
DIMENSIONS = 12
LABELS = 5
PERPLEXITY = 30


class PlainTSNE(TSNE):
    """t-SNE with one degree of freedom in three dimensions too, as van der Maaten's and openTSNE's."""

    def _tsne(self, P, degrees_of_freedom, *arguments, **options):
        return super()._tsne(P, 1, *arguments, **options)


def points(count=COUNT, dimensions=DIMENSIONS, salt=0):
    """Clusters along bent lines, with noise from a congruential generator; multiples of 1/256."""
    row = np.arange(count, dtype=np.int64)[:, None]
    column = np.arange(dimensions, dtype=np.int64)[None, :]
    word = (row * 7919 + column * 104729 + salt * 15485863 + 12345) % (1 << 31)
    for _ in range(3):
        word = (word * 1103515245 + 12345) % (1 << 31)
    noise = (word >> 16) % 1536 - 768
    label = row % LABELS
    along = (row // LABELS) * 4
    centre = (label * 37 + column * 101 + label * column * 53) % 1021
    bent = np.where(column % 3 == 0, along, np.where(column % 3 == 1, along * along // 320, 0))
    return (centre + bent + noise).astype(np.float64) / 256


def labels(count=COUNT):
    return np.arange(count) % LABELS


def pca(values):
    fitted = PCA(svd_solver="full").fit(values)
    for component in fitted.components_:
        sizes = np.sort(np.abs(component))
        assert sizes[-1] - sizes[-2] > 1e-5, "rounding could turn this component's sign"
    return {
        "pca.means": fitted.mean_,
        "pca.components": fitted.components_,
        "pca.variance": fitted.explained_variance_,
        "pca.ratio": fitted.explained_variance_ratio_,
        "pca.projected": fitted.transform(values)[:50, :3],
    }


def accuracy(places, kinds, neighbours=10):
    return np.mean(KNeighborsClassifier(neighbours).fit(places, kinds).predict(None) == kinds)


def quality(values, places, kinds):
    return np.array(
        [trustworthiness(values, places, n_neighbors=k) for k in (5, 12)]
        + [accuracy(places, kinds), silhouette_score(places, kinds)])


def opentsne(values, dimensions):
    fitted = OpenTSNE(
        n_components=dimensions, initialization="pca", neighbors="exact", random_state=0, n_jobs=2,
        negative_gradient_method="fft" if dimensions == 2 else "bh").fit(values)
    return np.asarray(fitted)


def score(joint, places):
    """The divergence of places from condensed joint probabilities, and its gradient."""
    value, gradient = _kl_divergence(places.ravel(), joint, 1, *places.shape)
    return value, gradient.reshape(places.shape)


def tsne(values, kinds):
    squares = squareform(pdist(values, "sqeuclidean")).astype(np.float32)
    joint = _joint_probabilities(squares, PERPLEXITY, 0)
    # A few rows are enough: all the others are made in the same way.
    result = {"tsne.joint": squareform(joint)[::50]}
    for dimensions in (2, 3):
        fitted = PlainTSNE(
            dimensions, method="exact", init="pca", perplexity=PERPLEXITY, min_grad_norm=0,
            n_iter_without_progress=1000, random_state=0)
        places = fitted.fit_transform(values).astype(np.float32).astype(np.float64)
        other = opentsne(values, dimensions)
        result[f"tsne.places{dimensions}"] = places
        result[f"tsne.quality{dimensions}"] = quality(values, places, kinds)
        result[f"tsne.divergences{dimensions}"] = np.array(
            [score(joint, places)[0], score(joint, other)[0]])
        # A gradient of some size: the first coordinates, stretched.
        value, gradient = score(joint, 4 * values[:, :dimensions])
        result[f"tsne.stretched{dimensions}"] = np.array([value])
        result[f"tsne.gradient{dimensions}"] = gradient
    return result


def frechet(first, second, root=None):
    """The squared distance of fitted normal distributions; `root` is the trace of the root."""
    c1, c2 = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    if root is None:
        root = np.trace(scipy.linalg.sqrtm(c1 @ c2)).real
    apart = np.sum((first.mean(axis=0) - second.mean(axis=0)) ** 2)
    return apart + np.trace(c1) + np.trace(c2) - 2 * root


def singular_frechet(first, second):
    """For singular covariances, which sqrtm is not to be trusted with: tr √(AᵀA BᵀB) = ‖ABᵀ‖₁."""
    a, b = (x - x.mean(axis=0) for x in (first, second))
    values = scipy.linalg.svdvals(a @ b.T)
    return frechet(first, second, values.sum() / np.sqrt((len(a) - 1) * (len(b) - 1)))


def distances():
    return {
        "frechet": np.array([
            frechet(points(300, 16), points(500, 16, 1)),
            frechet(points(400, 64, 2), points(350, 64, 3)),
            frechet(points(900, 256, 4), points(800, 256, 5)),
            singular_frechet(points(100, 256, 6), points(120, 256, 7)),
        ])
    }


def write():
    values, kinds = points(), labels()
    arrays = pca(values) | tsne(values, kinds) | distances()
    GOLDENS.mkdir(exist_ok=True)
    with open(GOLDENS / "embeddings.txt", "w") as file:
        for name, array in arrays.items():
            rows = np.atleast_2d(array)
            print(name, *rows.shape, file=file)
            digits = 10 if rows.size < 1000 else 8 if name != "tsne.joint" else 6
            for row in rows:
                print(*(f"{value:.{digits}g}" for value in row), file=file)


def table(path):
    """Labels and coordinates of a file of samples, labels and coordinates."""
    values = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.float32)
    return values[:, 1].astype(int), values[:, 2:]


def measure(arguments):
    kinds, values = table(arguments.codes)
    start, worked = time.time(), time.process_time()
    if arguments.method == "sklearn":
        places = TSNE(arguments.dimensions, random_state=0, n_jobs=2).fit_transform(values)
    elif arguments.method == "opentsne":
        places = opentsne(values, arguments.dimensions)
    else:
        others, places = table(arguments.method)
        kinds, values = kinds[:len(others)], values[:len(others)]
        assert (kinds == others).all(), "the map is of other samples"
    seconds, worked = time.time() - start, time.process_time() - worked
    places = places.astype(np.float64)
    # One and the same measure for all: one degree of freedom, 90 neighbours, all pairs.
    graph = NearestNeighbors(n_neighbors=90).fit(values).kneighbors_graph(mode="distance")
    graph.data **= 2
    joint = _joint_probabilities_nn(graph, PERPLEXITY, 0).tocoo()
    total = sum(np.sum(1 / (1 + np.sum((places - place) ** 2, axis=1))) - 1 for place in places)
    near = 1 + np.sum((places[joint.row] - places[joint.col]) ** 2, axis=1)
    divergence = np.sum(joint.data * np.log(joint.data * near)) + np.log(total)
    print(f"{arguments.method} {arguments.dimensions}: {seconds:.1f} s, {worked:.1f} s of processor time")
    print(f"divergence {divergence:.4f}; trustworthiness (5, 12), accuracy, silhouette:",
          *(f"{value:.6f}" for value in quality(values, places, kinds)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("codes", nargs="?")
    parser.add_argument("dimensions", nargs="?", type=int)
    parser.add_argument("method", nargs="?")
    arguments = parser.parse_args()
    measure(arguments) if arguments.measure else write()
