import Foundation

/// An address of a coordinator, as users write it.
package struct Endpoint: Sendable, Hashable {
    package let text: String
    package let host: String

    /// A port chosen by the system, which only this machine can reach.
    package static let local = Endpoint(text: "tcp://127.0.0.1:*", host: "127.0.0.1")

    private init(text: String, host: String) {
        self.text = text
        self.host = host
    }

    /// - Throws: `malformed` if the text is not `tcp://HOST:PORT`.
    package init(_ text: String) throws(EndpointError) {
        let place = text.dropFirst("tcp://".count)
        guard text.hasPrefix("tcp://"), let colon = place.lastIndex(of: ":") else {
            throw .malformed(text)
        }
        let host = place[..<colon]
        let port = place[place.index(after: colon)...]
        let isNumber = port.allSatisfy { $0.isASCII && $0.isNumber }
        let number = isNumber ? Int(port) ?? 0 : 0
        guard !host.isEmpty, port == "*" || (1...65_535).contains(number) else {
            throw .malformed(text)
        }
        self.text = text
        self.host = String(host)
    }

    /// An address to connect to.
    ///
    /// - Throws: `malformedTarget`; `onlyListens` if it stands for every interface or any port.
    package init(target text: String) throws(EndpointError) {
        do { try self.init(text) } catch {
            if case .malformed = error { throw .malformedTarget(text) }
            throw error
        }
        if host == "*" || text.hasSuffix(":*") { throw .onlyListens(text) }
    }

    /// Looks up the host's name, which can take seconds.
    ///
    /// libzmq looks it up again for each connection, and does not say that it failed.
    ///
    /// - Throws: `unknownHost`.
    package func checkHost() throws(EndpointError) {
        guard !host.hasPrefix("["), !isVersion4 else { return }
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, nil, &found)
        if let found { freeaddrinfo(found) }
        guard code != 0 else { return }
        throw .unknownHost(
            endpoint: text, host: host, reason: String(cString: gai_strerror(code)))
    }

    /// The endpoint that a coordinator binds: `localhost` becomes 127.0.0.1, because libzmq binds
    /// to addresses and interfaces, not to host names.
    package var bound: Endpoint {
        guard host == "localhost" else { return self }
        return Endpoint(
            text: "tcp://127.0.0.1" + text.dropFirst("tcp://localhost".count), host: "127.0.0.1")
    }

    /// Whether the host is an address such as 192.168.1.10.
    package var isVersion4: Bool {
        host.split(separator: ".", omittingEmptySubsequences: false).count == 4
            && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// Whether only this machine can reach the address.
    package var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || (isVersion4 && host.hasPrefix("127."))
    }
}
