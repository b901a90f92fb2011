import Analysis
import ArgumentParser
import Datasets
import Embeddings
import Figures
import Files
import Foundation
import JobFiles
import Models
import ProcessControl
import Reporting
import Runtime
import Search
import Storage
import TrainingEngine
import ZeroMQ

/// An error as the command line shows it: words for standard error and the exit code.
struct CommandFailure {
    static let workFailed: Int32 = 1
    static let badInput: Int32 = 2
    static let interrupted = Interruption.exitCode

    var words: String
    var code: Int32

    /// Nil for errors of the argument parser, which have words of their own.
    init?(_ error: any Error) {
        switch error {
        case let error as JobFileError:
            self.init(words: "\(error)", code: Self.badInput)
        case let error as SearchError:
            self.init(words: "\(error)", code: Self.badInput)
        case let error as RuntimeError:
            self.init(words: "\(error)", code: error.isBadInput ? Self.badInput : Self.workFailed)
        case let error as ZeroMQError:
            self.init(words: "\(error)", code: error.isBadInput ? Self.badInput : Self.workFailed)
        case let error as DatasetError:
            self.init(words: "\(error)", code: error.isBadInput ? Self.badInput : Self.workFailed)
        case let error as AnalysisError:
            self.init(words: "\(error)", code: Self.badInput)
        case let error as EmbeddingError:
            self.init(words: "\(error)", code: Self.badInput)
        case is Interrupted:
            self.init(words: "interrupted", code: Self.interrupted)
        case is EngineError, is StoreError, is StreamError, is FileFailure, is WireError,
            is FigureError,
            is ModelMismatch:
            self.init(words: "\(error)", code: Self.workFailed)
        case let error as InputError:
            self.init(words: error.words, code: Self.badInput)
        default:
            return nil
        }
    }

    private init(words: String, code: Int32) {
        self.words = words
        self.code = code
    }
}

/// Input that a command can't use, in words.
struct InputError: Error {
    var words: String

    init(_ words: String) { self.words = words }
}

extension RuntimeError {
    fileprivate var isBadInput: Bool {
        switch self {
        case .noStudy, .changedJob, .insecureAddress, .badEndpoint: true
        case .noAnswer, .file, .trainingFailed, .workerKeepsEnding, .authenticatorEnded: false
        }
    }
}

extension DatasetError {
    fileprivate var isBadInput: Bool {
        if case .unusable = self { return true }
        return false
    }
}

extension ZeroMQError {
    fileprivate var isBadInput: Bool {
        switch self {
        case .keyFile, .invalidKey: true
        case .call, .contextTerminated, .curveMissing: false
        }
    }
}
