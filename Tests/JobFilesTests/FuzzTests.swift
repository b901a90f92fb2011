import JobFiles
import Search
import StudyModel
import Testing

/// Damaged job files are read or refused, and never bring the reader down.
@Suite struct FuzzTests {
    /// Bytes that mean something to YAML or to a job file.
    private static let telling = Array(
        "\n :-[]{},'\"#&*!|>%@`~?\t\r0159.eE+_xX<=\0\u{7F}é\u{2028}".utf8)
    private static let snippets = [
        "1e-5", "1e999", "-1", "~", "null", ".nan", "&a ", "*a", "<<: *a", "!!int ", "---\n",
        "...\n",
        "low: 0", "type: pool", "type: int", "step: 0", "high: 9007199254740992", "size: 10000",
        "[[[[", "{{{{", "? ", "- - - ", "distribution: log", "deviation: 1e-300",
        "9223372036854775807", "$units", "$", "- relu", "linear: [", "activation: relu",
        "conv2d: { channels: 9, kernel: 99 }", "units: 0", "- { flatten: }", "training: {}",
    ].map { Array($0.utf8) }

    /// A text with a few changes that depend on the seed alone.
    private func damaged(_ bytes: [UInt8], seed: Int) -> [UInt8] {
        let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
        var bytes = bytes
        for change in 0...generator.uniform(below: 4, index: 0) {
            func draw(_ bound: Int, _ part: Int) -> Int {
                generator.uniform(below: bound, step: change + 1, index: part)
            }
            guard !bytes.isEmpty else { break }
            let place = draw(bytes.count, 1)
            let end = min(bytes.count, place + 1 + draw(12, 2))
            switch draw(7, 0) {
            case 0: bytes[place] = UInt8(draw(256, 3))
            case 1: bytes[place] = Self.telling[draw(Self.telling.count, 3)]
            case 2: bytes.insert(Self.telling[draw(Self.telling.count, 3)], at: place)
            case 3: bytes.removeSubrange(place..<end)
            case 4: bytes.insert(contentsOf: bytes[place..<end], at: draw(bytes.count, 3))
            case 5: bytes.insert(contentsOf: Self.snippets[draw(Self.snippets.count, 3)], at: place)
            default:
                bytes.replaceSubrange(
                    place..<end, with: Self.snippets[draw(Self.snippets.count, 3)])
            }
        }
        return bytes
    }

    @Test("Any damage gives a job or a list of mistakes", arguments: shippedJobs)
    func damage(name: String) throws {
        let bytes = Array(try shippedJob(name).text.utf8)
        var (right, wrong) = (0, 0)
        for seed in 0..<200 {
            do {
                let loaded = try JobFile.parse(
                    bytes: damaged(bytes, seed: seed), file: "f", environment: .fixtures)
                right += 1
                // What was taken for right can be searched.
                var sampler = try StudySampler(job: loaded.job)
                let first = sampler.configuration(trial: 0)
                #expect(first.entries.count == loaded.job.space.parameters.count)
            } catch let error as JobFileError {
                wrong += 1
                #expect(!error.mistakes.isEmpty, "seed \(seed)")
                for mistake in error.mistakes {
                    guard case .file(_, let position) = mistake.place else { continue }
                    #expect(position.line >= 1 && position.column >= 1, "seed \(seed): \(mistake)")
                    #expect(!mistake.message.contains("\n"), "seed \(seed): \(mistake)")
                }
            }
        }
        #expect(right > 10 && wrong > 10, "\(right) right, \(wrong) wrong")
    }

    @Test("A file that is cut off anywhere gives a job or a list of mistakes")
    func cut() throws {
        let bytes = Array(try shippedJob("quickstart.yaml").text.utf8)
        for count in stride(from: 0, to: bytes.count, by: 3) {
            do {
                _ = try JobFile.parse(
                    bytes: Array(bytes.prefix(count)), file: "f", environment: .fixtures)
            } catch {
                #expect(!error.mistakes.isEmpty)
            }
        }
    }

    @Test("Texts of a few characters are read safely")
    func short() {
        let letters = Array("a:-[]{}*&!#'\"\n ")
        for number in 0..<(letters.count * letters.count * letters.count) {
            let text = String([
                letters[number % letters.count], letters[number / letters.count % letters.count],
                letters[number / letters.count / letters.count],
            ])
            #expect(!messages(text).isEmpty)
        }
    }

    @Test("Deep nesting and aliases of aliases are refused in time")
    func bombs() {
        #expect(!messages(String(repeating: "[", count: 100_000)).isEmpty)
        #expect(!messages("space: " + String(repeating: "{a: ", count: 50_000)).isEmpty)
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(
            !messages(bomb + "space: { x: *a40, y: [*a40], z: { type: pool, from: *a40 } }\n")
                .isEmpty)
    }

    @Test("A hundred keys given twice are each reported")
    func manyDuplicates() {
        let text = (0..<50).map { "key\($0): 1\nkey\($0): 2\n" }.joined()
        let again = messages(text).filter { $0.contains("is given again") }
        #expect(again.count == 50)
    }
}
