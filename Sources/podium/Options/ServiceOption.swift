import ArgumentParser
import Studies
import Wire
import ZeroMQ

/// Which coordinator a command goes to.
struct ServiceOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The coordinator's address, tcp://HOST:PORT (default: the one on this machine that "
                + "serves --results).", valueName: "address"))
    var connect: String?

    @Option(
        help: ArgumentHelp(
            "With --connect: the operator.key made by `podium keys new` "
                + "(default: \(KeyFiles.operatorName)).", valueName: "file"))
    var key: String?

    @OptionGroup var results: ResultsOption

    func validate() throws {
        guard key == nil || connect != nil else {
            throw ValidationError(
                "--key is of a coordinator on another machine; give --connect too, or leave it out")
        }
    }

    /// Opens a link, uses it and closes it.
    func use<Value>(_ body: (ServiceLink) throws -> Value) throws -> Value {
        let link = try open()
        defer { link.close() }
        return try body(link)
    }

    private func open() throws -> ServiceLink {
        guard let connect else { return try ServiceLink(results: results.results) }
        let endpoint = try Endpoint(target: connect)
        let keys = try KeyFiles.readOperator(key ?? KeyFiles.operatorName)
        try endpoint.checkHost()
        return try ServiceLink(address: endpoint.text, security: .encrypted(keys))
    }
}
