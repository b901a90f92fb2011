import Dispatch
import Foundation

/// Ctrl-C and the system's wish that the process end, as calls instead of interruptions.
package final class InterruptSignals {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter onSignal: called on a background queue with the number of the signal.
    package init(_ onSignal: @escaping @Sendable (Int32) -> Void) {
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { onSignal(number) }
            source.resume()
            return source
        }
    }
}
