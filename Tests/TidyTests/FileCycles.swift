/// Groups of files of one target in which each uses types of the others.
///
/// A group of two or three files is one idea in parts. A larger one can't be read file by file.
enum FileCycles {
    static let largest = 3

    /// The files of the groups with more than `largest` files.
    static func found(in files: [SwiftText]) -> [[String]] {
        let targets = Dictionary(grouping: files) { file in
            file.path.split(separator: "/").prefix(2).joined(separator: "/")
        }
        return targets.keys.sorted().flatMap { groups(of: targets[$0] ?? []) }
    }

    private static func groups(of files: [SwiftText]) -> [[String]] {
        var owners: [String: Int] = [:]
        for (index, file) in files.enumerated() {
            for name in declaredTypes(in: file) { owners[name] = index }
        }
        let uses = files.enumerated().map { index, file in
            Set(text(in: file).compactMap { owners[$0] }).subtracting([index])
        }
        var search = ComponentSearch(edges: uses.map { $0.sorted() })
        return search.components().filter { $0.count > largest }.map { group in
            group.map { files[$0].path }.sorted()
        }
    }

    /// The types that other files can use: those declared at the margin, and not private.
    private static func declaredTypes(in file: SwiftText) -> [String] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "actor", "typealias"]
        return file.code.compactMap { line in
            guard let first = line.first, first.isLetter || first == "@" else { return nil }
            let text = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "@" }
            guard let place = text.firstIndex(where: { kinds.contains(String($0)) }),
                place + 1 < text.count,
                !text[..<place].contains(where: { $0 == "private" || $0 == "fileprivate" })
            else { return nil }
            return String(text[place + 1])
        }
    }

    private static func text(in file: SwiftText) -> Set<String> {
        var found: Set<String> = []
        for line in file.code {
            for word in line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
            where word.first?.isUppercase == true {
                found.insert(String(word))
            }
        }
        return found
    }
}

/// Finds strongly connected components (Tarjan, "Depth-first search and linear graph algorithms",
/// SIAM Journal on Computing, 1972).
private struct ComponentSearch {
    let edges: [[Int]]
    private var index: [Int?]
    private var low: [Int]
    private var stack: [Int] = []
    private var isOnStack: [Bool]
    private var next = 0
    private var groups: [[Int]] = []

    init(edges: [[Int]]) {
        self.edges = edges
        index = Array(repeating: nil, count: edges.count)
        low = Array(repeating: 0, count: edges.count)
        isOnStack = Array(repeating: false, count: edges.count)
    }

    mutating func components() -> [[Int]] {
        for node in edges.indices where index[node] == nil { visit(node) }
        return groups
    }

    private mutating func visit(_ node: Int) {
        index[node] = next
        low[node] = next
        next += 1
        stack.append(node)
        isOnStack[node] = true
        for other in edges[node] {
            if index[other] == nil {
                visit(other)
                low[node] = min(low[node], low[other])
            } else if isOnStack[other], let found = index[other] {
                low[node] = min(low[node], found)
            }
        }
        guard low[node] == index[node] else { return }
        var group: [Int] = []
        while let top = stack.popLast() {
            isOnStack[top] = false
            group.append(top)
            if top == node { break }
        }
        groups.append(group)
    }
}
