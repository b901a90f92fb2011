/// A change that contradicts the record: a defect of the program, or of the record.
package struct RecordContradiction: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
