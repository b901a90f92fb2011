import Foundation
import StudyModel
import Testing

@testable import Stages

@Suite("What a stage is given as a text")
struct StageTextTests {
    @Test("lists are of ints from 1")
    func lists() {
        #expect(NumberList(argument: "3,1,2")?.numbers == [3, 1, 2])
        #expect(NumberList([4, 5]).text == "4,5")
        for wrong in ["", "1,", "0", "1,x", "1 ,2"] { #expect(NumberList(argument: wrong) == nil) }
    }

    @Test("pairs of samples are two numbers from 0")
    func pairs() {
        #expect(SamplePair(argument: "0,12")?.text == "0,12")
        for wrong in ["1", "1,2,3", "-1,2", "a,b"] { #expect(SamplePair(argument: wrong) == nil) }
    }

    @Test("files are looked for in the study's directory, then beside the job file")
    func files() throws {
        let base =
            FileManager.default.temporaryDirectory.path + "/podium-stages-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: base) }
        try FileManager.default.createDirectory(
            atPath: base + "/study", withIntermediateDirectories: true)
        for name in ["study/own.mat", "odd:name"] {
            try Data().write(to: URL(filePath: base + "/" + name))
        }
        let files = StageFiles("study", results: base, jobFile: base + "/job.yaml")
        #expect(files.path("own.mat") == base + "/study/own.mat")
        #expect(files.path("other.mat") == base + "/other.mat")
        #expect(files.path("/x.mat") == "/x.mat")
        #expect(files.labelsPath("own.mat:y") == base + "/study/own.mat:y")
        #expect(files.labelsPath("odd:name") == base + "/odd:name")
        #expect(StageFiles("d", results: "no results", jobFile: "job.yaml").path("x") == "./x")
        // The directory of a study that has not started.
        let later = StageFiles("later", results: base, jobFile: "job.yaml")
        #expect(later.path("../study/own.mat") == base + "/study/own.mat")
        #expect(later.exists("../study/own.mat") && !later.exists("../study/none.mat"))
    }

    @Test("a column to keep is given once")
    func kept() throws {
        try Prediction(kept: ["a", "b"]).validate()
        let mistake = #expect(throws: StageMistake.self) {
            try Prediction(kept: ["a", "b", "a"]).validate()
        }
        #expect(mistake?.text == "--keep a is given twice; expected each column once")
    }
}
