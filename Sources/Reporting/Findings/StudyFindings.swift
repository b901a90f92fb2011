package import Figures
import Files
import Foundation

/// Collects the findings of all stages below a study's directory.
package enum StudyFindings {
    /// One section per model, with its findings.
    ///
    /// A model is a directory with a `model.json`. Its subdirectories with a `findings.json` hold
    /// the findings; training comes first.
    package static func sections(study: String) -> [Page.Section] {
        let models = Directory.readableNames(in: study).filter {
            has("model.json", study + "/" + $0)
        }
        return models.compactMap { model in
            let path = study + "/" + model
            let steps = Directory.readableNames(in: path).filter {
                has(Findings.fileName, path + "/" + $0)
            }
            .sorted { (rank($0), $0) < (rank($1), $1) }
            var blocks: [Block] = []
            var shown: Set<Findings.Table> = []
            for step in steps {
                guard var found = FindingsFolder.read(path + "/" + step) else {
                    blocks.append(
                        .note([
                            .text("What \(step) found can't be shown: "),
                            .code("\(model)/\(step)/\(Findings.fileName)"),
                            .text(" can't be read. Run the stage again."),
                        ]))
                    continue
                }
                found.tables.removeAll { !shown.insert($0).inserted }
                blocks.append(.heading(found.title))
                blocks += found.blocks(directory: path + "/" + step)
            }
            guard !blocks.isEmpty else { return nil }
            let heading = models.count == 1 ? "The final model" : "The final model: \(model)"
            return Page.Section(heading, blocks)
        }
    }

    /// The position of a stage in the reading order.
    private static func rank(_ step: String) -> Int {
        let order = ["training", "evaluation", "robustness", "reconstructions", "latent"]
        return order.firstIndex { step.hasPrefix($0) } ?? order.count
    }

    private static func has(_ file: String, _ directory: String) -> Bool {
        FileManager.default.fileExists(atPath: directory + "/" + file)
    }
}
