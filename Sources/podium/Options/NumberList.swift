import ArgumentParser
import Stages

extension NumberList: ExpressibleByArgument {
    package var defaultValueDescription: String { text }
}
