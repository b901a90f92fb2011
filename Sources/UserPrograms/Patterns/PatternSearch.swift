/// A search of a line: the states that the automaton is in, and where it is.
struct PatternSearch {
    /// A match, in places of scalars.
    struct Match: Sendable, Hashable {
        var range: Range<Int>
        /// Where the first group is; nil if no part with it matched.
        var group: Range<Int>?
    }

    /// A state of the automaton.
    private struct Thread {
        var instruction: Int
        /// Where its match began.
        var start: Int
        var groupStart: Int?
        var groupEnd: Int?

        var group: Range<Int>? {
            guard let groupStart, let groupEnd else { return nil }
            return groupStart..<groupEnd
        }
    }

    private let instructions: [PatternProgram.Instruction]
    private let line: [Unicode.Scalar]
    /// Per instruction: the step in which a thread was added there.
    private var added: [Int]
    private var step = 0
    private var pending: [Thread] = []

    init(_ program: PatternProgram, in line: [Unicode.Scalar]) {
        instructions = program.instructions
        self.line = line
        added = Array(repeating: 0, count: instructions.count)
    }

    /// The last of all matches, each of which begins behind the one before.
    mutating func lastMatch() -> Match? {
        var (last, place): (Match?, Int) = (nil, 0)
        while place <= line.count, let found = match(from: place) {
            last = found
            // An empty match is passed.
            place = found.range.upperBound + (found.range.isEmpty ? 1 : 0)
        }
        return last
    }

    /// The leftmost match that begins at a place or behind it.
    private mutating func match(from first: Int) -> Match? {
        var found: Match?
        var threads: [Thread] = []
        var following: [Thread] = []
        step += 1
        for place in first...line.count {
            // A match that begins later has less weight than all threads.
            if found == nil { add(Thread(instruction: 0, start: place), at: place, to: &threads) }
            step += 1
            if threads.isEmpty, found != nil { break }
            for var thread in threads {
                switch instructions[thread.instruction] {
                case .match:
                    found = Match(range: thread.start..<place, group: thread.group)
                case .scalar(let set):
                    guard place < line.count, set.contains(line[place]) else { continue }
                    thread.instruction += 1
                    add(thread, at: place + 1, to: &following)
                    continue
                default: continue
                }
                // The others have less weight.
                break
            }
            swap(&threads, &following)
            following.removeAll(keepingCapacity: true)
        }
        return found
    }

    /// Adds a thread, and those that it becomes without another scalar, by their weight.
    private mutating func add(_ thread: Thread, at place: Int, to threads: inout [Thread]) {
        pending.append(thread)
        while var thread = pending.popLast() {
            let index = thread.instruction
            guard added[index] != step else { continue }
            added[index] = step
            thread.instruction += 1
            switch instructions[index] {
            case .scalar, .match:
                thread.instruction = index
                threads.append(thread)
                continue
            case .split(let one, let other):
                thread.instruction = other
                pending.append(thread)
                thread.instruction = one
            case .jump(let target): thread.instruction = target
            case .groupStart:
                thread.groupStart = place
                thread.groupEnd = nil
            case .groupEnd: thread.groupEnd = place
            case .assertion(let assertion):
                guard holds(assertion, at: place) else { continue }
            }
            pending.append(thread)
        }
    }

    private func holds(_ assertion: PatternNode.Assertion, at place: Int) -> Bool {
        switch assertion {
        case .start: place == 0
        case .end: place == line.count
        case .wordBoundary: isBoundary(place)
        case .noWordBoundary: !isBoundary(place)
        }
    }

    private func isBoundary(_ place: Int) -> Bool {
        let isBefore = place > 0 && line[place - 1].isInWords
        let isBehind = place < line.count && line[place].isInWords
        return isBefore != isBehind
    }
}
