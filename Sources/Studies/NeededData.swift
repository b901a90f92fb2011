package import StudyModel

/// Data that a worker may lack.
package enum NeededData: Sendable, Hashable {
    case dataset(DatasetName)
    case input(InputFile)
}
