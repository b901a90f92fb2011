/// Rules for one Swift file at a time.
///
/// Each returns what breaks it.
enum StyleRules {
    static let largestFile = 500
    static let largestFunction = 70
    static let largestLine = 100

    static func sizes(_ file: SwiftText) -> [Finding] {
        var findings: [Finding] = []
        if file.lines.count > largestFile {
            findings.append(
                file.finding(0, "\(file.lines.count) lines; a file has \(largestFile) at most"))
        }
        for (index, line) in file.lines.enumerated()
        where line.utf8.count > largestLine && line.count > largestLine {
            findings.append(
                file.finding(index, "\(line.count) columns; a line has \(largestLine) at most"))
        }
        for function in file.functions where function.lineCount > largestFunction {
            findings.append(
                file.finding(
                    function.start,
                    "\(function.lineCount) lines; a function has \(largestFunction) at most"))
        }
        return findings
    }

    /// Work that is put off belongs on the list of work, not into a file.
    static func postponements(_ file: SwiftText) -> [Finding] {
        file.comments.enumerated().flatMap { index, comment in
            ["TODO", "FIXME", "XXX", "HACK"].filter { comment.hasWord($0) }
                .map { file.finding(index, "a comment says \($0): do it or leave it") }
        }
    }

    /// What the compiler can't check has a comment that says what makes it right.
    static func unexplained(_ file: SwiftText) -> [Finding] {
        file.code.indices.compactMap { index in
            let line = file.code[index]
            let isUnchecked = line.contains("@unchecked") || line.contains("nonisolated(unsafe)")
            let isUnsafe = line.words.contains {
                $0.hasPrefix("unsafe") && $0 != "unsafe" && $0 != "unsafeUninitializedCapacity"
            }
            guard isUnchecked || isUnsafe, !isExplained(index, in: file) else { return nil }
            return file.finding(
                index, "no comment nearby says why `\(line.trimmed)` is safe (see \(#fileID))")
        }
    }

    /// Whether the comment beside, just above or just below a line has a word that gives a reason.
    private static func isExplained(_ line: Int, in file: SwiftText) -> Bool {
        var nearby = [file.comments[line]]
        var above = line - 1
        // The statement that the line is in, then the comment on top of that.
        while above >= 0, line - above <= 6, file.comments[above].isBlank, !file.code[above].isBlank
        {
            above -= 1
        }
        while above >= 0, !file.comments[above].isBlank, file.code[above].isBlank {
            nearby.append(file.comments[above])
            above -= 1
        }
        var below = line + 1
        while below < file.lines.count, !file.comments[below].isBlank, file.code[below].isBlank {
            nearby.append(file.comments[below])
            below += 1
        }
        let reasons: Set = [
            "lock", "queue", "thread", "threads", "because", "never", "only", "bits", "before",
            "baseline", "optimised", "flags",
        ]
        return nearby.contains { !reasons.isDisjoint(with: $0.words) }
    }

    /// Names that say nothing.
    static func emptyNames(_ file: SwiftText) -> [Finding] {
        file.code.enumerated().flatMap { index, line -> [Finding] in
            let words = line.words
            return zip(words, words.dropFirst()).compactMap { keyword, name in
                guard
                    ["struct", "class", "enum", "actor", "protocol", "typealias"].contains(keyword)
                else { return nil }
                guard
                    let ending = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities"]
                        .first(where: { name.hasSuffix($0) })
                else { return nil }
                return file.finding(index, "\(name): what does a \(ending) do? Name it for that")
            }
        }
    }
}

extension StyleRules {
    private static let clocks: Set = [
        "clock_gettime", "gettimeofday", "ContinuousClock", "SuspendingClock", "DispatchTime",
        "DispatchWallTime", "systemUptime", "mach_absolute_time", "CFAbsoluteTimeGetCurrent",
        "timeIntervalSinceNow", "SystemTime",
    ]
    private static let clockCalls = ["Date()", "Date.now", "time(nil)", "clock()"]
    private static let dice: Set = [
        "SystemRandomNumberGenerator", "arc4random", "arc4random_uniform", "drand48", "UUID",
        "randomElement",
    ]
    private static let diceCalls = [".random(", ".shuffled()", ".shuffle()", " rand()"]

    /// Only shells read a clock: what the cores compute must not depend on when.
    static func clockReads(_ file: SwiftText) -> [Finding] {
        finds(clocks, clockCalls, in: file, says: "reads a clock, which only shells may")
    }

    /// Nothing draws from a generator that isn't keyed by the study's seed.
    static func unseededDraws(_ file: SwiftText) -> [Finding] {
        finds(dice, diceCalls, in: file, says: "draws what no seed fixes, which only shells may")
    }

    /// No name is made of an identifier that a system without some device repeats.
    static func identifiers(_ file: SwiftText) -> [Finding] {
        finds(["UUID", "NSUUID"], [], in: file, says: "is not unique without /dev/urandom")
    }

    /// Foundation's and the library's ways to write trap or hide errors, and block.
    private static let streamCalls = [
        "FileHandle.standard", "fileHandleFor", "readDataToEndOfFile", "STDOUT_FILENO",
        "STDERR_FILENO", "STDIN_FILENO",
    ]
    private static let printers: Set = [
        "print", "debugPrint", "dump", "fputs", "puts", "fprintf", "printf", "perror", "NSLog",
    ]

    /// Writes to standard output or standard error that don't handle their errors.
    static func streamWrites(_ file: SwiftText) -> [Finding] {
        file.code.enumerated().compactMap { index, line in
            let printer = printers.contains { name in
                line.firstRange(of: name + "(") != nil && line.hasWord(name)
                    && !line.contains("func \(name)(") && !line.contains(".\(name)(")
            }
            guard printer || streamCalls.contains(where: { line.contains($0) }) else { return nil }
            return file.finding(
                index, "`\(line.trimmed)`: standard streams are written by ProcessControl alone")
        }
    }

    private static let launches: Set = [
        "posix_spawn", "posix_spawnp", "fork", "vfork", "popen", "system", "execv", "execvp",
        "execve", "execl", "execlp", "execle", "Process",
    ]

    /// Calls that start processes.
    static func processStarts(_ file: SwiftText) -> [Finding] {
        file.code.enumerated().flatMap { index, line in
            launches.filter { name in
                line.hasWord(name) && line.contains(name + "(") && !line.contains("." + name + "(")
                    && !line.contains("case \(name)(") && !line.contains("func \(name)(")
            }.sorted().map {
                file.finding(index, "`\($0)`: only ProcessControl starts processes")
            }
        }
    }

    private static let listings = [
        "contentsOfDirectory(", ".enumerator(at", "subpathsOfDirectory(", ".subpaths(", "readdir(",
    ]

    /// Listings of directories that may read past the end of an entry.
    static func directoryListings(_ file: SwiftText) -> [Finding] {
        file.code.enumerated().flatMap { index, line in
            listings.filter(line.contains).map {
                file.finding(index, "`\($0)`: call Directory of Files, or DirectoryListing")
            }
        }
    }

    private static let kindComparisons = ["autoencoder", "classifier", "regression", "gan"]
        .flatMap { kind in
            ["objective", "kind"].flatMap { ["\($0) == .\(kind)", "\($0) != .\(kind)"] }
        }

    /// Comparisons with one kind of network, which a new kind would have to be added to.
    static func kindComparisons(_ file: SwiftText) -> [Finding] {
        file.code.enumerated().compactMap { index, line in
            kindComparisons.first(where: line.contains).map {
                file.finding(index, "`\($0)`: ask for a trait of NetworkKind, or switch")
            }
        }
    }

    /// Starts of threads by Foundation, which says nothing if the system refuses one.
    static func threadStarts(_ file: SwiftText) -> [Finding] {
        finds(
            [], ["= Thread {", "= Thread(", "Thread.detachNewThread"], in: file,
            says: "starts a thread; call SystemThread")
    }

    private static func finds(
        _ names: Set<String>, _ calls: [String], in file: SwiftText, says words: String
    ) -> [Finding] {
        file.code.enumerated().compactMap { index, line in
            let name = line.words.first { names.contains($0) } ?? calls.first { line.contains($0) }
            return name.map { file.finding(index, "\($0.trimmed) \(words)") }
        }
    }
}

extension SwiftText {
    func finding(_ index: Int, _ text: String) -> Finding {
        Finding(path: path, line: index + 1, text: text)
    }

    /// Where the file belongs: `Sources/Runtime`, `Tests/TidyTests`.
    var target: String { path.split(separator: "/").prefix(2).joined(separator: "/") }
}

extension String {
    /// Maximal runs of letters, digits and underscores; all that isn't ASCII counts as letters.
    var words: [String] {
        utf8.split { !$0.isWordByte }.map { String(Substring($0)) }
    }

    func hasWord(_ word: String) -> Bool { words.contains(word) }
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

extension UInt8 {
    /// Whether the byte of a UTF-8 text belongs to a word.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...255:
            true
        default: false
        }
    }
}
