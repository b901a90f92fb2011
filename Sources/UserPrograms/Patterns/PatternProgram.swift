/// A regular expression as a program: an automaton that is in several states at a time.
///
/// Its search looks at each scalar once, so it takes time in proportion to the program's size and
/// to the line, whatever the expression is: nothing is tried again (R. Cox, "Regular Expression
/// Matching: the Virtual Machine Approach", 2009: Pike's algorithm). It finds the matches that a
/// search by trial and error finds: the leftmost one, and of these the one that the expression
/// prefers.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case scalar(ScalarSet)
        case assertion(PatternNode.Assertion)
        /// Continues at both places; the first one is preferred.
        case split(Int, Int)
        case jump(Int)
        /// Notes where the first group begins or ends.
        case groupStart, groupEnd
        case match
    }

    /// The most instructions: repetitions by numbers are written out.
    static let largest = 10_000

    private(set) var instructions: [Instruction] = []

    /// - Throws: `ReportMistake` by the parser if the program would be too large.
    init(_ node: PatternNode, _ parser: PatternParser) throws(ReportMistake) {
        try append(node, parser)
        instructions.append(.match)
    }

    private mutating func append(
        _ node: PatternNode, _ parser: PatternParser
    ) throws(ReportMistake) {
        guard instructions.count < Self.largest else {
            throw parser.mistake("has too many repetitions: expected smaller numbers in { }")
        }
        switch node {
        case .scalar(let set): instructions.append(.scalar(set))
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .sequence(let parts): for part in parts { try append(part, parser) }
        case .group(let number, let inner):
            if number == 1 { instructions.append(.groupStart) }
            try append(inner, parser)
            if number == 1 { instructions.append(.groupEnd) }
        case .choice(let alternatives): try append(choice: alternatives, parser)
        case .repetition(let inner, let least, let most, let isLazy):
            for _ in 0..<least { try append(inner, parser) }
            guard let most else { return try append(star: inner, isLazy: isLazy, parser) }
            try append(options: most - least, of: inner, isLazy: isLazy, parser)
        }
    }

    private mutating func append(
        choice alternatives: [PatternNode], _ parser: PatternParser
    ) throws(ReportMistake) {
        var jumps: [Int] = []
        for (index, alternative) in alternatives.enumerated() {
            guard index < alternatives.count - 1 else {
                try append(alternative, parser)
                break
            }
            let split = instructions.count
            instructions.append(.split(0, 0))
            try append(alternative, parser)
            jumps.append(instructions.count)
            instructions.append(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func append(
        star inner: PatternNode, isLazy: Bool, _ parser: PatternParser
    ) throws(ReportMistake) {
        let split = instructions.count
        instructions.append(.split(0, 0))
        try append(inner, parser)
        instructions.append(.jump(split))
        instructions[split] = Self.split(split + 1, instructions.count, isLazy: isLazy)
    }

    private mutating func append(
        options count: Int, of inner: PatternNode, isLazy: Bool, _ parser: PatternParser
    ) throws(ReportMistake) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(instructions.count)
            instructions.append(.split(0, 0))
            try append(inner, parser)
        }
        for split in splits {
            instructions[split] = Self.split(split + 1, instructions.count, isLazy: isLazy)
        }
    }

    private static func split(_ inner: Int, _ end: Int, isLazy: Bool) -> Instruction {
        isLazy ? .split(end, inner) : .split(inner, end)
    }
}
