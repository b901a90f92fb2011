#!/usr/bin/env python3
"""Golden values for the evaluation of models: classifiers' scores, and MATLAB files of images.

    python -m pip install -r Scripts/requirements.txt
    python Scripts/goldens_evaluation.py     # writes to Tests/AnalysisTests/Goldens

The scores are scikit-learn's. Logits and labels are worked out from whole numbers, by the same formula in the tests, so only what
was made of them is stored: a line with a name, then a line a row. Class 6 is never predicted and
class 3 never occurs, so that the zeros of both are there too.

The MATLAB files are SciPy's and h5py's, in the shapes that people save digits in: rows and columns of
pixels, and images one behind the other. Pixel (r, c) of image n is 255 where (r + 2 c + n) % 5 is 0,
else (3 r + 7 c + 11 n) % 200, and the label of image n is n % 10.
"""

import pathlib

import h5py
import numpy as np
import scipy.io
import sklearn
from sklearn.metrics import (
    accuracy_score, confusion_matrix, log_loss, precision_recall_fscore_support)

VERSION = "1.9.1"
GOLDENS = pathlib.Path(__file__).parent.parent / "Tests/AnalysisTests/Goldens"
IMAGES = 12
COUNT = 300
CLASSES = 7


def samples():
    labels = np.array([(5 * n + n // 7) % CLASSES for n in range(COUNT)])
    labels[labels == 3] = 4
    logits = np.zeros((COUNT, CLASSES))
    for n in range(COUNT):
        for k in range(CLASSES):
            logits[n, k] = ((n * 31 + k * 17 + (n * k) % 13 * 7) % 64 - 32) / 8
        logits[n, labels[n]] += 2.5
        logits[n, 6] = -9
    return labels, logits


def scores():
    assert sklearn.__version__ == VERSION, f"scikit-learn {VERSION} is asked for"
    labels, logits = samples()
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = shifted / shifted.sum(axis=1, keepdims=True)
    predictions = logits.argmax(axis=1)
    names = list(range(CLASSES))
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predictions, labels=names, zero_division=0)
    macro = precision_recall_fscore_support(
        labels, predictions, labels=names, zero_division=0, average="macro")[:3]
    wrong = [n for n in range(COUNT) if labels[n] != predictions[n]]
    wrong.sort(key=lambda n: (-probabilities[n, predictions[n]], n))
    rows = {
        "accuracy": [[accuracy_score(labels, predictions)]],
        "cross_entropy": [[log_loss(labels, probabilities, labels=names)]],
        "confusion": confusion_matrix(labels, predictions, labels=names).tolist(),
        "precision": [precision.tolist()],
        "recall": [recall.tolist()],
        "f1": [f1.tolist()],
        "support": [support.tolist()],
        "macro": [[float(value) for value in macro]],
        "mistakes": [wrong[:12]],
        "confidences": [[float(probabilities[n, predictions[n]]) for n in wrong[:12]]],
    }
    lines = []
    for name, values in rows.items():
        lines.append(name)
        lines += [" ".join(repr(value) for value in row) for row in values]
    (GOLDENS / "classification.txt").write_text("\n".join(lines) + "\n")


def images():
    n, r, c = np.mgrid[0:IMAGES, 0:28, 0:28]
    return np.where((r + 2 * c + n) % 5 == 0, 255, (3 * r + 7 * c + 11 * n) % 200).astype("u1")


def undated(path):
    """Replaces the date in a version 5 file's text by spaces."""
    content = bytearray(path.read_bytes())
    content[:116] = b"MATLAB 5.0 MAT-file".ljust(116)
    path.write_bytes(content)


def matlab_files():
    digits = images()
    labels = (np.arange(IMAGES) % 10).astype("u1").reshape(-1, 1)
    # Version 4 has matrices alone: images as rows.
    scipy.io.savemat(
        GOLDENS / "digits-v4.mat", {"X": digits.reshape(IMAGES, 784), "y": labels}, format="4")
    # Version 5: images one behind the other, 28 x 28 x N, beside something else.
    scipy.io.savemat(
        GOLDENS / "digits-v5.mat",
        {"images": digits.transpose(1, 2, 0), "y": labels, "scale": np.eye(3)})
    # Version 7 packs them: doubles of 0 to 255, and images as columns whose pixels are in MATLAB's
    # order, which is transposed.
    columns = digits.transpose(0, 2, 1).reshape(IMAGES, 784).T.astype("f8")
    scipy.io.savemat(
        GOLDENS / "digits-v7.mat", {"X": columns, "Y": columns / 255, "y": labels},
        do_compression=True)
    for name in ("digits-v5.mat", "digits-v7.mat"):
        undated(GOLDENS / name)


def matlab_hdf5():
    """Version 7.3: HDF5 behind a block of 512 bytes, whose axes go the other way round."""
    path = GOLDENS / "digits-v73.mat"
    arrays = {"X": ("single", (images() / np.float32(255)).transpose(1, 2, 0).astype("f4")),
              "y": ("double", (np.arange(IMAGES) % 10).astype("f8").reshape(1, -1))}
    with h5py.File(path, "w", userblock_size=512, libver="earliest") as file:
        for name, (kind, array) in arrays.items():
            data = file.create_dataset(
                name, data=array.T, compression="gzip", shuffle=True, track_times=False)
            text = h5py.h5t.C_S1.copy()
            text.set_size(len(kind) + 1)
            text.set_strpad(h5py.h5t.STR_NULLTERM)
            attribute = h5py.h5a.create(
                data.id, b"MATLAB_class", text, h5py.h5s.create(h5py.h5s.SCALAR))
            attribute.write(np.array(kind.encode(), dtype=f"S{len(kind) + 1}"), mtype=text)
    content = bytearray(path.read_bytes())
    content[:128] = b"MATLAB 7.3 MAT-file".ljust(116) + b"\0" * 8 + b"\0\2IM"
    path.write_bytes(content)


def main():
    GOLDENS.mkdir(parents=True, exist_ok=True)
    scores()
    matlab_files()
    matlab_hdf5()


if __name__ == "__main__":
    main()
