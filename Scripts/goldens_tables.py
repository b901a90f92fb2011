#!/usr/bin/env python3
"""Example tables, and golden values for tables: scikit-learn's encoding and its multilayer perceptrons.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_tables.py            # writes to jobs/examples/data and Tests/*/Goldens
    python Scripts/goldens_tables.py --time     # prints scikit-learn's times, and writes nothing

The tables are two of scikit-learn's bundled data sets, in original units. Rows whose number (from 0) is a
multiple of 5 are for validation.

`encoding.csv` is a table with missing values, and `encoding.txt` what SimpleImputer, StandardScaler and
OneHotEncoder make of it: a line with a name, then a line per row. They are fitted to the rows whose number is
no multiple of 4.

`perceptrons.txt` has the validation losses of networks that start from given weights and take one step per
epoch on all training rows, so that no random numbers are left: they must agree closely. The weights are
0.3 sin(1.7 i + s) for element i of a layer in the order of its matrix (units x inputs), and 0 for biases;
s is 1 for the first layer and 2 for the second, plus the number of the run. `orders.txt` has the last losses of
trainings in batches of 32 from the weights of run 0, each with another order of the rows. The orders are not
Podium's, so only the means agree.
"""

import csv
import pathlib
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn.datasets import load_diabetes, load_wine
from sklearn.impute import SimpleImputer
from sklearn.metrics import log_loss, mean_absolute_error, r2_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

VERSION = "1.9.1"
ROOT = pathlib.Path(__file__).parent.parent
DATA = ROOT / "jobs/examples/data"
GOLDENS = ROOT / "Tests/ObjectivesTests/Goldens"
ENCODING = ROOT / "Tests/DatasetsTests/Goldens"
UNITS = 12
EPOCHS = 60
RATE = 0.01
SEEDS = 10
BATCH_EPOCHS = 30
BATCH_RATE = 0.003


def write_table(name, header, rows):
    DATA.mkdir(parents=True, exist_ok=True)
    with open(DATA / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def number(value):
    return repr(float(value)).removesuffix(".0")


def tables():
    diabetes = load_diabetes(scaled=False)
    rows = [[number(v) for v in row] + [number(y)] for row, y in zip(diabetes.data, diabetes.target)]
    write_table("diabetes.csv", diabetes.feature_names + ["progression"], rows)
    wine = load_wine()
    rows = [[wine.target_names[y]] + [number(v) for v in row] for row, y in zip(wine.data, wine.target)]
    write_table("wine.csv", ["cultivar"] + wine.feature_names, rows)
    return diabetes, wine


def split(data):
    held = np.arange(len(data.target)) % 5 == 0
    inputs = StandardScaler().fit(data.data[~held]).transform(data.data)
    return inputs[~held], data.target[~held], inputs[held], data.target[held]


class Given:
    """A perceptron that starts from given weights."""

    run = 0

    def _init_coef(self, fan_in, fan_out, dtype):
        layer = 1 if fan_out == UNITS else 2
        matrix = 0.3 * np.sin(1.7 * np.arange(fan_in * fan_out) + layer + self.run)
        return matrix.reshape(fan_out, fan_in).T.astype(dtype).copy(), np.zeros(fan_out, dtype)


class GivenRegressor(Given, MLPRegressor):
    pass


class GivenClassifier(Given, MLPClassifier):
    pass


def settings(rate, batch, seed=0):
    return dict(
        hidden_layer_sizes=(UNITS,), activation="tanh", alpha=0, learning_rate_init=rate, batch_size=batch,
        random_state=seed)


def regression(kind, diabetes, rate, batch, epochs, seed=0, run=0):
    x, y, x_held, y_held = split(diabetes)
    mean, deviation = y.mean(), y.std()
    model = kind(**settings(rate, batch, seed))
    model.run = run
    found = []
    for _ in range(epochs):
        model.partial_fit(x, (y - mean) / deviation)
        predicted = model.predict(x_held)
        loss = np.mean((predicted - (y_held - mean) / deviation) ** 2)
        numbers = predicted * deviation + mean
        found.append([loss, mean_absolute_error(y_held, numbers), r2_score(y_held, numbers)])
    return found


def classification(kind, wine, rate, batch, epochs, seed=0, run=0, balanced=False):
    x, y, x_held, y_held = split(wine)
    counts = np.bincount(y)
    weights = len(y) / (len(counts) * counts) if balanced else np.ones(len(counts))
    model = kind(**settings(rate, batch, seed))
    model.run = run
    found = []
    for _ in range(epochs):
        model.partial_fit(x, y, classes=[0, 1, 2], sample_weight=weights[y] if balanced else None)
        shares = model.predict_proba(x_held)
        loss = log_loss(y_held, shares, sample_weight=weights[y_held])
        found.append([loss, np.mean(shares.argmax(axis=1) == y_held)])
    return found


def lines(name, rows):
    return [name] + [" ".join(repr(float(v)) for v in row) for row in rows]


def perceptrons(diabetes, wine):
    text = []
    shown = [0, 4, 19, EPOCHS - 1]
    for run in range(3):
        found = regression(GivenRegressor, diabetes, RATE, 10_000, EPOCHS, run=run)
        text += lines(f"regression {run}", [found[i] for i in shown])
        found = classification(GivenClassifier, wine, RATE, 10_000, EPOCHS, run=run)
        text += lines(f"classifier {run}", [found[i] for i in shown])
        found = classification(GivenClassifier, wine, RATE, 10_000, EPOCHS, run=run, balanced=True)
        text += lines(f"balanced {run}", [found[i] for i in shown])
    (GOLDENS / "perceptrons.txt").write_text("\n".join(text) + "\n")


def orders(diabetes, wine, is_written=True):
    begin = time.perf_counter()
    one = [regression(GivenRegressor, diabetes, BATCH_RATE, 32, BATCH_EPOCHS, s)[-1][0] for s in range(SEEDS)]
    middle = time.perf_counter()
    two = [classification(GivenClassifier, wine, BATCH_RATE, 32, BATCH_EPOCHS, s)[-1][0] for s in range(SEEDS)]
    end = time.perf_counter()
    print(f"regression {np.mean(one):.5f} ± {np.std(one):.5f}, {(middle - begin) / SEEDS:.4f} s per training")
    print(f"classifier {np.mean(two):.5f} ± {np.std(two):.5f}, {(end - middle) / SEEDS:.4f} s per training")
    if is_written:
        text = lines("regression", [[v] for v in one]) + lines("classifier", [[v] for v in two])
        (GOLDENS / "orders.txt").write_text("\n".join(text) + "\n")


def encoding():
    random = np.random.RandomState(5)
    colours = ["red", "green", "blue, dark", 'a "quoted" one', ""]
    header = ["id", "weight", "colour", "height", "price"]
    rows = []
    for row in range(23):
        weight = "" if row % 7 == 2 else number(round(random.normal(70, 12), 2))
        height = "NA" if row % 6 == 1 else number(round(random.normal(1.7, 0.1), 3))
        # A category that the fitted rows don't have.
        colour = "violet" if row == 8 else colours[random.randint(5)]
        rows.append([f"r{row}", weight, colour, height, number(round(random.normal(10, 3), 2))])
    ENCODING.mkdir(parents=True, exist_ok=True)
    with open(ENCODING / "encoding.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([header] + rows)
    numbers = np.array(
        [[float(v) if v not in ("", "NA") else np.nan for v in (row[1], row[3])] for row in rows])
    texts = np.array([[row[2]] for row in rows])
    fitted = np.arange(len(rows)) % 4 != 0
    categories = sorted(set(texts[:, 0]))
    text = []
    for fill in ("median", "mean"):
        scaled = make_pipeline(SimpleImputer(strategy=fill), StandardScaler())
        scaled.fit(numbers[fitted])
        one_hot = OneHotEncoder(sparse_output=False, handle_unknown="ignore").fit(texts[fitted])
        known = list(one_hot.categories_[0])
        hot = one_hot.transform(texts)
        columns = [hot[:, known.index(c)] if c in known else np.zeros(len(rows)) for c in categories]
        scaled = scaled.transform(numbers)
        inputs = np.column_stack(
            [scaled[:, 0], np.isnan(numbers[:, 0]), *columns, scaled[:, 1], np.isnan(numbers[:, 1])])
        text += lines(fill, inputs)
    prices = np.array([[float(row[4])] for row in rows])
    text += lines("price", StandardScaler().fit(prices[fitted]).transform(prices))
    (ENCODING / "encoding.txt").write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    # A batch of all rows is what is wanted.
    warnings.filterwarnings("ignore", message="Got `batch_size`")
    assert sklearn.__version__ == VERSION, f"found scikit-learn {sklearn.__version__}; expected {VERSION}"
    if sys.argv[1:] == ["--time"]:
        orders(load_diabetes(scaled=False), load_wine(), is_written=False)
    else:
        found = tables()
        encoding()
        perceptrons(*found)
        orders(*found)
