/// The Sobol sequence: points that fill the unit cube more evenly than random ones.
///
/// Coordinates have 32 binary digits. Point n is computed from n alone, in the order of the Gray
/// code: the first 2^m points are those of the natural order, and any prefix agrees with SciPy's.
///
/// Sources: Sobol', "On the distribution of points in a cube and the approximate evaluation of
/// integrals", USSR Computational Mathematics and Mathematical Physics 7 (1967); Joe and Kuo,
/// "Remark on Algorithm 659", ACM Transactions on Mathematical Software 29 (2003); direction
/// numbers: `SobolTable`.
struct SobolSequence: Sendable {
    /// The number of dimensions that the table has: a polynomial each, and one for the first.
    static let largestDimensions = SobolTable.counts.reduce(1, +)
    private static let digits = 32

    /// Per dimension, `digits` direction numbers.
    private let directions: [UInt32]
    let dimensions: Int

    /// - Parameter dimensions: at most `largestDimensions`.
    init(dimensions: Int) {
        precondition(
            dimensions <= Self.largestDimensions,
            "\(dimensions) dimensions: the table has \(Self.largestDimensions)")
        self.dimensions = dimensions
        // The first dimension is the van der Corput sequence.
        var directions = (0..<Self.digits).map { UInt32(1) << UInt32(31 - $0) }
        directions.reserveCapacity(max(1, dimensions) * Self.digits)
        var bits = PackedBits(SobolTable.packed)
        var degrees = SobolTable.counts.enumerated()
            .flatMap { Array(repeating: $0.offset + 1, count: $0.element) }[...]
        for _ in 1..<max(1, dimensions) {
            let degree = degrees.removeFirst()
            directions += Self.directions(degree: degree, &bits)
        }
        self.directions = directions
    }

    /// The direction numbers of the next polynomial of the table.
    ///
    /// Number k is m_k / 2^k, where m_k = 2 a_1 m_(k-1) ⊕ … ⊕ 2^s m_(k-s) ⊕ m_(k-s) for a
    /// polynomial of degree s with the coefficients a (equation 2 of Joe and Kuo 2008).
    private static func directions(degree: Int, _ bits: inout PackedBits) -> [UInt32] {
        let inner = bits.next(degree - 1)
        var numbers: [UInt32] = []
        for index in 0..<degree {
            let odd = bits.next(index) << 1 | 1
            numbers.append(odd << UInt32(31 - index))
        }
        for index in degree..<digits {
            var number = numbers[index - degree] ^ (numbers[index - degree] >> UInt32(degree))
            for place in 1..<max(1, degree) where inner >> UInt32(degree - 1 - place) & 1 == 1 {
                number ^= numbers[index - place]
            }
            numbers.append(number)
        }
        return numbers
    }

    /// A coordinate of point `index` in units of 2^-32, for 0 ≤ index < 2^32.
    func coordinate(of index: Int, dimension: Int) -> UInt32 {
        var code = UInt32(truncatingIfNeeded: index ^ (index >> 1))
        var (sum, place) = (UInt32(0), dimension * Self.digits)
        while code != 0 {
            if code & 1 == 1 { sum ^= directions[place] }
            code >>= 1
            place += 1
        }
        return sum
    }
}

/// Reads numbers of a few bits from text in Base64; line breaks and indentation are skipped.
private struct PackedBits {
    private var letters: String.UTF8View.Iterator
    private var held: UInt64 = 0
    private var heldCount = 0

    init(_ text: String) { letters = text.utf8.makeIterator() }

    /// The number in the next `count` bits, for 0 ≤ count ≤ 32.
    mutating func next(_ count: Int) -> UInt32 {
        while heldCount < count {
            guard let letter = letters.next() else {
                preconditionFailure("the table of direction numbers ends early")
            }
            guard let digit = Self.digit(letter) else { continue }
            held = held << 6 | UInt64(digit)
            heldCount += 6
        }
        heldCount -= count
        let number = held >> UInt64(heldCount)
        held &= (1 << UInt64(heldCount)) - 1
        return UInt32(number)
    }

    private static func digit(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): letter - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): letter - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
