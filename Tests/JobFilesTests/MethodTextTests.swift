import JobFiles
import Search
import Testing

@Suite struct MethodTextTests {
    @Test("A sampler and a scheduler are read as a job file has them")
    func reading() throws {
        #expect(try MethodText.sampler("tpe", option: "--sampler") == TPESettings().spec)
        #expect(
            try MethodText.sampler("{ type: tpe, lag: 2 }", option: "--sampler")
                == TPESettings(lag: 2).spec)
        #expect(
            try MethodText.scheduler("asha", option: "--scheduler") == SchedulerKind.asha.spec())
        let asha = try MethodText.scheduler("{type: asha, reduction: 4}", option: "--scheduler")
        #expect(asha.int("reduction") == 4)
    }

    static let mistakes: [(text: String, message: String)] = [
        ("tpee", "--sampler: sampler is 'tpee'"),
        ("{ type: tpe, lagg: 2 }", "--sampler: unknown key 'lagg'; did you mean 'lag'?"),
        ("{ type: random, lag: 2 }", "--sampler: the random sampler has no lag"),
        ("{ type: tpe, lag: 0 }", "--sampler: sampler.lag is 0; expected an int"),
        ("{ type: tpe", "--sampler: the brace that opens here isn't closed"),
        ("", "--sampler: is empty; expected random"),
    ]

    @Test("A mistake is named with the option", arguments: mistakes.indices)
    func mistake(index: Int) {
        let (text, message) = Self.mistakes[index]
        let error = #expect(throws: JobFileError.self) {
            try MethodText.sampler(text, option: "--sampler")
        }
        #expect(
            error?.description.hasPrefix(message) == true, "\(error?.description ?? "no error")")
    }
}
