/// A named method with settings, as a job file describes it.
package protocol MethodSpec: Sendable, Hashable {
    var type: String { get }
    var settings: [Setting] { get }
}

extension MethodSpec {
    /// A setting's value; nil if the method doesn't have it.
    package subscript(name: String) -> ParameterValue? {
        guard case .literal(let value)? = settings.first(where: { $0.name == name })?.value else {
            return nil
        }
        return value
    }

    package func int(_ name: String) -> Int? {
        if case .int(let value)? = self[name] { return value }
        return nil
    }

    package func number(_ name: String) -> Double? { self[name]?.number }

    /// The names of a setting that lists parameters.
    package func names(_ name: String) -> [String]? {
        guard case .text(let list)? = self[name] else { return nil }
        return list.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
}
