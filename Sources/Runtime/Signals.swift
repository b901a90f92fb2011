import Dispatch
import Foundation

/// Ctrl-C and the system's wish that the process end, as calls instead of interruptions.
package final class InterruptSignals {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter onSignal: called on a background queue with the number of the signal.
    package init(_ onSignal: @escaping @Sendable (Int32) -> Void) {
        // Whoever starts the process with hang-ups ignored, as nohup does, means it.
        let heeded = [SIGINT, SIGTERM] + (Self.isIgnored(SIGHUP) ? [] : [SIGHUP])
        sources = heeded.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { onSignal(number) }
            source.resume()
            return source
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        #if os(Linux)
            let handler = action.__sigaction_handler.sa_handler
        #else
            let handler = action.__sigaction_u.__sa_handler
        #endif
        // unsafe: pointers to functions can be compared only as numbers, and are not called here.
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
