/// An address of a coordinator, as users write it.
package struct Endpoint: Sendable, Hashable {
    package let text: String
    package let host: String

    /// - Throws: `badEndpoint` if the text is not `tcp://HOST:PORT`.
    package init(_ text: String) throws(RuntimeError) {
        guard text.hasPrefix("tcp://"), let colon = text.lastIndex(of: ":") else {
            throw .badEndpoint(text)
        }
        let host = text.dropFirst(6)[..<colon]
        let port = text[text.index(after: colon)...]
        guard !host.isEmpty, port == "*" || Int(port).map({ (1...65_535).contains($0) }) == true
        else { throw .badEndpoint(text) }
        self.text = text
        self.host = String(host)
    }

    /// Whether only this machine can reach the address.
    package var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
    }
}
