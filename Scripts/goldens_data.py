#!/usr/bin/env python3
"""Writes the small files of arrays that Tests/DatasetsTests reads, with NumPy, SciPy and h5py.

    python3 Scripts/goldens_data.py            into Tests/DatasetsTests/Goldens/Arrays

Made with numpy 1.26.4, scipy 1.17.1 and h5py 3.16.0; others are refused, so that the files are the
same wherever they are made. The element at row-major place k is k - 3 for signed and float types,
k for unsigned ones and whether k is odd for bool, so the tests know every value.
"""

import pathlib
import struct
import zipfile

import h5py
import numpy
import scipy
import scipy.io

VERSIONS = {"numpy": "1.26.4", "scipy": "1.17.1", "h5py": "3.16.0"}
TYPES = ["u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"]
SHAPE = (4, 3, 2)
OUT = pathlib.Path(__file__).parent.parent / "Tests/DatasetsTests/Goldens/Arrays"
# Archives and MATLAB's headers hold a time, which must not change from run to run.
TIME = (2020, 1, 1, 0, 0, 0)


def values(kind, shape=SHAPE):
    count = int(numpy.prod(shape))
    numbers = numpy.arange(count)
    if kind[0] in "if":
        numbers = numbers - 3
    if kind == "b1":
        numbers = numbers % 2 == 1
    return numbers.reshape(shape).astype(kind)


def numpy_files():
    for kind in TYPES + ["b1"]:
        for order in "<>":
            array = values(kind).astype(order + kind)
            name = ("le" if order == "<" else "be") + "-" + kind
            numpy.save(OUT / f"{name}-c.npy", array)
            numpy.save(OUT / f"{name}-f.npy", numpy.asfortranarray(array))
    for version in [(1, 0), (2, 0), (3, 0)]:
        with open(OUT / f"version-{version[0]}.npy", "wb") as file:
            numpy.lib.format.write_array(file, values("i4"), version=version)
    numpy.save(OUT / "scalar.npy", numpy.float64(2.5))
    numpy.save(OUT / "pickled.npy", numpy.array([{"a": 1}], dtype=object))
    numpy.save(OUT / "texts.npy", numpy.array(["one", "two"]))
    numpy.save(OUT / "complex.npy", numpy.array([1 + 2j]))
    numpy.save(OUT / "fields.npy", numpy.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))
    numpy.save(OUT / "halves.npy", numpy.array(
        [0.0, -0.0, 1.0, -2.5, 65504.0, 6.1035e-05, 5.9605e-08, numpy.inf, -numpy.inf, numpy.nan],
        dtype="f2"))


def archive(path, arrays, method, wide=False):
    with zipfile.ZipFile(path, "w", allowZip64=True) as target:
        for name, array in arrays.items():
            info = zipfile.ZipInfo(name + ".npy", TIME)
            info.compress_type = method
            with target.open(info, "w", force_zip64=wide) as file:
                numpy.lib.format.write_array(file, array)


def archives():
    arrays = {"X": values("u1", (4, 3, 2)), "y": numpy.array([3, 1, 2, 1]), "w": values("f4")}
    archive(OUT / "stored.npz", arrays, zipfile.ZIP_STORED)
    archive(OUT / "deflated.npz", arrays, zipfile.ZIP_DEFLATED)
    archive(OUT / "wide.npz", arrays, zipfile.ZIP_DEFLATED, wide=True)


def idx_files():
    codes = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
    for kind, code in codes.items():
        array = values(kind).astype(">" + kind)
        header = struct.pack(">HBB", 0, code, array.ndim)
        header += struct.pack(f">{array.ndim}I", *array.shape)
        (OUT / f"{kind}.idx").write_bytes(header + array.tobytes())


def plain_header(path):
    """Replaces the date in a version 5 file's text by spaces."""
    content = bytearray(path.read_bytes())
    content[:116] = b"MATLAB 5.0 MAT-file".ljust(116)
    path.write_bytes(content)


def matlab_files():
    # SciPy keeps element types; half floats are unknown to MATLAB.
    kinds = [kind for kind in TYPES if kind != "f2"]
    arrays = {kind: values(kind) for kind in kinds} | {"b1": values("b1")}
    for name, packs in [("v5", False), ("v7", True)]:
        path = OUT / f"{name}.mat"
        scipy.io.savemat(path, arrays, do_compression=packs)
        plain_header(path)
    matrices = {kind: values(kind, (4, 3)) for kind in ["f8", "f4", "i4", "i2", "u2", "u1"]}
    scipy.io.savemat(OUT / "v4.mat", matrices, format="4")
    others = {
        "sparse": scipy.sparse.csc_matrix(numpy.eye(3)), "text": "hello",
        "cell": numpy.array([1, "a"], dtype=object), "structure": {"a": 1},
        "complex": numpy.array([[1 + 2j]]), "row": values("f8", (1, 4)),
    }
    scipy.io.savemat(OUT / "others.mat", others)
    plain_header(OUT / "others.mat")


def matlab_hdf5():
    """A version 7.3 file as MATLAB lays it out: HDF5 behind a block of 512 bytes."""
    classes = {"u1": "uint8", "i2": "int16", "f4": "single", "f8": "double", "i8": "int64"}
    path = OUT / "v73.mat"
    with h5py.File(path, "w", userblock_size=512, libver="earliest", track_order=False) as file:
        for kind, name in list(classes.items()) + [("b1", "logical")]:
            array = values(kind)
            # HDF5 counts axes the other way round than MATLAB.
            stored = array.astype("u1").T if kind == "b1" else array.T
            data = file.create_dataset(
                kind, data=stored, compression="gzip" if kind in ("u1", "f8") else None,
                shuffle=kind == "f8", track_times=False)
            word = numpy.bytes_(name)
            text = h5py.h5t.C_S1.copy()
            text.set_size(len(name) + 1)
            text.set_strpad(h5py.h5t.STR_NULLTERM)
            attribute = h5py.h5a.create(
                data.id, b"MATLAB_class", text, h5py.h5s.create(h5py.h5s.SCALAR))
            attribute.write(numpy.array(word, dtype=f"S{len(name) + 1}"), mtype=text)
            if kind == "b1":
                data.attrs.create("MATLAB_int_decode", 1, dtype="i4")
    content = bytearray(path.read_bytes())
    content[:128] = b"MATLAB 7.3 MAT-file".ljust(116) + b"\0" * 8 + b"\0\2IM"
    path.write_bytes(content)


def main():
    for module in (numpy, scipy, h5py):
        wanted = VERSIONS[module.__name__]
        if module.__version__ != wanted:
            raise SystemExit(f"{module.__name__} is {module.__version__}; expected {wanted}")
    OUT.mkdir(parents=True, exist_ok=True)
    numpy_files()
    archives()
    idx_files()
    matlab_files()
    matlab_hdf5()


if __name__ == "__main__":
    main()
