"""The table of Sobol direction numbers, and golden values for the qmc sampler's tests, from SciPy.

    python -m pip install numpy==2.4.6 scipy==1.17.1
    python Scripts/sobol_table.py

Writes Sources/Search/LowDiscrepancy/SobolTable.swift: the primitive polynomials of degree 1 to 13 and their initial
direction numbers, those of the file new-joe-kuo-6 (Joe and Kuo 2008), which SciPy distributes. A polynomial of degree
s takes (s - 1) + s (s - 1) / 2 bits: its inner coefficients, then the numbers m_2 ... m_s without their last bit, which
is always 1. The bits are written in Base64.

Writes Tests/SearchTests/Goldens/low-discrepancy.csv: a checksum and samples of the first 1,000 points of the Sobol
sequence in 1,000 dimensions, and samples of the Halton sequence, both without scrambling. Tests only read it.
"""

import base64
from pathlib import Path

import numpy
import scipy
from scipy.stats import qmc

ROOT = Path(__file__).resolve().parent.parent
LARGEST_DEGREE = 13
COLUMNS = 88

HEAD = '''/// The primitive polynomials and initial direction numbers of Sobol sequences, packed.
///
/// Written by `Scripts/sobol_table.py`, which explains the packing. Source: the file new-joe-kuo-6
/// of Joe and Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM
/// Journal on Scientific Computing 30 (2008), as SciPy distributes it. Its licence:
///
/// Copyright (c) 2008, Frances Y. Kuo and Stephen Joe. All rights reserved.
///
/// Redistribution and use in source and binary forms, with or without modification, are permitted
/// provided that the following conditions are met:
///
/// - Redistributions of source code must retain the above copyright notice, this list of conditions
///   and the following disclaimer.
/// - Redistributions in binary form must reproduce the above copyright notice, this list of
///   conditions and the following disclaimer in the documentation and/or other materials provided
///   with the distribution.
/// - Neither the names of the copyright holders nor the names of the University of New South Wales
///   and the University of Waikato and its contributors may be used to endorse or promote products
///   derived from this software without specific prior written permission.
///
/// THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS "AS IS" AND ANY EXPRESS OR IMPLIED
/// WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS
/// FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS BE LIABLE FOR
/// ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT
/// NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR
/// BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT,
/// STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
/// OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
enum SobolTable {
    /// The number of polynomials of each degree, from 1.
    static let counts = [%s]

    /// The packed bits, in Base64.
    static let packed = """
%s
        """
}
'''


def write_table():
    numbers = numpy.load(Path(scipy.__file__).parent / "stats/_sobol_direction_numbers.npz")
    bits, counts = [], [0] * LARGEST_DEGREE
    # The first row is the van der Corput sequence, which has no polynomial.
    for polynomial, initial in zip(numbers["poly"][1:].tolist(), numbers["vinit"][1:].tolist()):
        degree = polynomial.bit_length() - 1
        if degree > LARGEST_DEGREE:
            break
        counts[degree - 1] += 1
        bits += [(polynomial >> place) & 1 for place in range(degree - 1, 0, -1)]
        for index, number in enumerate(initial[:degree]):
            assert number % 2 == 1 and number < 2 << index
            bits += [(number >> place) & 1 for place in range(index, 0, -1)]
    bits += [0] * (-len(bits) % 24)
    text = base64.b64encode(numpy.packbits(numpy.array(bits, dtype=numpy.uint8)).tobytes()).decode()
    lines = [" " * 8 + text[start : start + COLUMNS] for start in range(0, len(text), COLUMNS)]
    path = ROOT / "Sources/Search/LowDiscrepancy/SobolTable.swift"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD % (", ".join(map(str, counts)), "\n".join(lines)))
    print(f"{sum(counts) + 1} dimensions, {len(text)} characters")


def checksum(rows):
    total = 0
    for value in rows.ravel().tolist():
        total = (total * 6364136223846793005 + value) % 2**64
    return total


def write_goldens():
    points = qmc.Sobol(d=1000, scramble=False, bits=32).random(1000)
    words = (points * 2**32).astype(numpy.uint64)
    lines = [f"# SciPy {scipy.__version__}", f"sobol,{checksum(words)}"]
    for row, column in [(1, 0), (2, 1), (7, 5), (100, 36), (511, 99), (777, 480), (999, 999)]:
        lines.append(f"sobol-point,{row},{column},{words[row, column]}")
    halton = qmc.Halton(d=1000, scramble=False).random(1000)
    for row, column in [(0, 0), (1, 0), (5, 1), (100, 3), (999, 9), (640, 99), (3, 999), (999, 999)]:
        lines.append(f"halton-point,{row},{column},{float(halton[row, column])!r}")
    cells = numpy.random.default_rng(7).random((64, 5))
    lines.append("sample," + ",".join(repr(float(value)) for value in cells.ravel()))
    lines.append(f"discrepancy,{float(qmc.discrepancy(cells, method='CD'))!r}")
    path = ROOT / "Tests/SearchTests/Goldens/low-discrepancy.csv"
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    write_table()
    write_goldens()
