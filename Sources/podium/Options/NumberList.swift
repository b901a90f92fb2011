import ArgumentParser
import Stages

extension NumberList: ExpressibleByArgument {
    package var defaultValueDescription: String { text }
}

extension NumberList: CustomStringConvertible {
    /// What help shows as a default.
    package var description: String { text }
}
