"""Makes the pickles and gzip files beside it. Run with Python 3 and NumPy: python3 make_goldens.py

The good pickle is written opcode by opcode, as Python 2 wrote NumPy arrays (protocol 2, elements as a
byte string), and is then read back by Python's own unpickler to prove that it says what is meant.
"""

import gzip
import os
import pickle
import struct
from pathlib import Path

import numpy as np

here = Path(__file__).parent


def small_int(value):
    if value < 256:
        return b"K" + struct.pack("<B", value)
    return b"M" + struct.pack("<H", value)


class Writer:
    """Writes what Python 2's pickle wrote, with the memo entries that it made."""

    def __init__(self):
        self.out = b"\x80\x02"
        self.memo = {}

    def named(self, key, make):
        if key in self.memo:
            self.out += b"h" + bytes([self.memo[key]])
        else:
            make()
            self.put(key)

    def put(self, key):
        self.memo[key] = len(self.memo) + 1
        self.out += b"q" + bytes([self.memo[key]])

    def global_name(self, module, name):
        def make():
            self.out += f"c{module}\n{name}\n".encode()

        self.named((module, name), make)

    def element_type(self, code):
        def make():
            self.global_name("numpy", "dtype")
            self.out += b"U\x02" + code.encode() + b"K\x00K\x01\x87R"
            self.put(code)
            self.out += b"(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"

        if code in self.memo:
            self.out += b"h" + bytes([self.memo[code]])
        else:
            make()

    def array(self, values):
        self.global_name("numpy.core.multiarray", "_reconstruct")
        self.global_name("numpy", "ndarray")
        self.out += b"K\x00\x85U\x01b\x87R"
        self.put(object())
        self.out += b"(K\x01"
        for extent in values.shape:
            self.out += small_int(extent)
        self.out += {1: b"\x85", 2: b"\x86"}[values.ndim]
        self.element_type(values.dtype.str[1:])
        data = values.tobytes()
        self.out += b"\x89T" + struct.pack("<i", len(data)) + data + b"tb"

    def pair(self, images, labels):
        self.array(images)
        self.array(labels)
        self.out += b"\x86"


def small_mnist():
    """Three parts of 3, 2 and 1 images; pixel p of image i is (31 i + p) mod 256."""
    parts = []
    first = 0
    for count in (3, 2, 1):
        index = np.arange(first, first + count)[:, None]
        pixels = (31 * index + np.arange(784)[None, :]) % 256
        parts.append(((pixels / 256).astype("<f4"), (np.arange(first, first + count) % 10)))
        first += count
    return parts


class Shell:
    def __reduce__(self):
        return os.system, ("touch /tmp/this-must-not-exist",)


class Evaluation:
    def __reduce__(self):
        return eval, ("1 + 1",)


writer = Writer()
for images, labels in small_mnist():
    writer.pair(images, labels.astype("<i8"))
good = writer.out + b"\x87."
for (images, labels), (read_images, read_labels) in zip(
    small_mnist(), pickle.loads(good, encoding="latin1")
):
    assert (images == read_images).all() and images.dtype == read_images.dtype
    assert (labels == read_labels).all() and read_labels.dtype == np.int64

text = b"The quick brown fox jumps over the lazy dog.\n" * 100
files = {
    "mnist-small.pickle": good,
    "truncated.pickle": good[: len(good) // 2],
    "shell-protocol-2.pickle": pickle.dumps(Shell(), protocol=2),
    "evaluation-protocol-2.pickle": pickle.dumps(Evaluation(), protocol=2),
    "shell-protocol-0.pickle": pickle.dumps(Shell(), protocol=0),
    "shell-protocol-4.pickle": pickle.dumps(Shell(), protocol=4),
    "list.pickle": pickle.dumps([1, 2, 3], protocol=2),
    "fox.gz": gzip.compress(text, mtime=0),
}
for name, content in files.items():
    (here / name).write_bytes(content)
