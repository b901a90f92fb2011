package import StudyModel

/// A stage of a job, with its options read.
package enum JobStage: Sendable {
    /// Works on the study.
    case train(TrainStage)
    case report(ReportStage)
    /// Works on the study's data set, and writes a file below the study's directory.
    case export(ExportStage, file: String)
    /// Works on the last trained model, or on the one that `model` names: a directory, or a study
    /// below `results`, which is the directory of the job's own study if it is nil.
    case model(any ModelStage, model: String?, results: String?)

    /// Reads the options of a stage.
    ///
    /// - Throws: `StageMistake` for the first option that is unknown, wrong or missing.
    package init(_ stage: StudyStage) throws(StageMistake) {
        var options = StageOptionReader(stage.withoutPlaces)
        switch stage.command {
        case .train:
            let train = try TrainStage(&options)
            // The runner knows better where the studies are.
            _ = try options.text(Self.resultsOption)
            try options.end()
            try train.validate()
            self = .train(train)
        case .report:
            self = .report(try ReportStage(&options))
            _ = try options.text(Self.resultsOption)
            try options.end()
        case .export:
            let export = try ExportStage(&options)
            try options.end()
            guard let file = stage[option: StudyStage.exportOption]?.first else {
                throw StageMistake("--file is missing; expected the file to write")
            }
            self = .export(export, file: file)
        case .evaluate: self = try Self.model(EvaluateStage(&options), stage, &options)
        case .reconstruct: self = try Self.model(ReconstructStage(&options), stage, &options)
        case .latent: self = try Self.model(LatentStage(&options), stage, &options)
        case .generate: self = try Self.model(GenerateStage(&options), stage, &options)
        }
    }

    static let resultsOption = "results"

    private static func model(
        _ value: any ModelStage, _ stage: StudyStage, _ options: inout StageOptionReader
    ) throws(StageMistake) -> JobStage {
        let results = try options.text(resultsOption)
        try options.end()
        try value.validate()
        return .model(value, model: stage[option: StudyStage.modelOption]?.first, results: results)
    }
}

extension StudyStage {
    /// The option that names the file of a stage `export`.
    static let exportOption = "file"

    /// The stage without the options that say where it works.
    var withoutPlaces: StudyStage { removing(Self.modelOption).removing(Self.exportOption) }
}
