import Datasets
import Figures
import Stages
import StudyModel

/// The program as its stages see it.
struct CommandHost: StageHost {
    var version: String { ProgramVersion.number }
    var cache: DatasetCache { StandardData.cache }
    func fetch(_ name: DatasetName) throws { try StandardData.fetch(name) }
    func gnuplot(_ option: String?) throws -> Gnuplot? { try Gnuplot.chosen(option) }
    func result(_ text: String) throws { try StandardOutput.write(text) }
    func remark(_ line: String) { Terminal.error(line) }
    func embeddingDisplay() -> any EmbeddingDisplay { IterationDisplay() }
}
