import Testing

@testable import Embeddings

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What `Scripts/goldens_embeddings.py` wrote: matrices by name.
struct Goldens {
    static let shared = Goldens(#filePath)

    private var matrices: [String: [[Double]]] = [:]

    private init(_ path: String) {
        let directory = path.split(separator: "/").dropLast().joined(separator: "/")
        guard let file = fopen("/\(directory)/Goldens/embeddings.txt", "r") else { return }
        defer { fclose(file) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
            text += chunk[..<count]
        }
        var name = ""
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            if line.first?.isLetter ?? false {
                name = String(line.prefix { $0 != " " })
            } else {
                matrices[name, default: []].append(line.split(separator: " ").map { Double($0)! })
            }
        }
    }

    subscript(name: String) -> [[Double]] {
        get throws { try #require(matrices[name], "no golden values named \(name)") }
    }

    /// A matrix of a single row.
    func row(_ name: String) throws -> [Double] { try #require(self[name].first) }

    /// A matrix as points.
    func points(_ name: String) throws -> PointMatrix {
        let rows = try self[name]
        return try PointMatrix(
            rows.flatMap { $0.map(Float.init) }, count: rows.count, dimensions: rows[0].count)
    }
}

/// Points that both sides work out: see `points` in `Scripts/goldens_embeddings.py`.
func goldenPoints(count: Int = 400, dimensions: Int = 12, salt: Int = 0) throws -> PointMatrix {
    var values: [Float] = []
    for row in 0..<count {
        for column in 0..<dimensions {
            var word = (row * 7919 + column * 104_729 + salt * 15_485_863 + 12345) % (1 << 31)
            for _ in 0..<3 { word = (word * 1_103_515_245 + 12345) % (1 << 31) }
            let noise = (word >> 16) % 1536 - 768
            let label = row % 5
            let along = row / 5 * 4
            let centre = (label * 37 + column * 101 + label * column * 53) % 1021
            let bent = [along, along * along / 320, 0][column % 3]
            values.append(Float(centre + bent + noise) / 256)
        }
    }
    return try PointMatrix(values, count: count, dimensions: dimensions)
}

func goldenLabels(count: Int = 400) -> [UInt8] { (0..<count).map { UInt8($0 % 5) } }

/// Whether two lists of numbers are as long, and nowhere farther apart than `tolerance`.
func agree(_ a: [Double], _ b: [Double], within tolerance: Double) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
}
