import Datasets
import Files
import Foundation
import StudyModel
import Testing
import Wire
import ZeroMQ

@testable import Runtime

/// A coordinator that only serves data, in a way of the test's choice.
///
/// Its socket lives on its own thread; what both sides look at is behind the lock.
private final class DataServer: @unchecked Sendable {
    typealias Answer = @Sendable (DataRequest, _ number: Int) -> [Result<[UInt8], Refusal>]

    let context: Context
    private let lock = NSLock()
    private var boundTo = ""
    private var seen: [DataRequest] = []

    init(_ answer: @escaping Answer) throws {
        context = try Context()
        let isBound = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            do { try serve(answer, isBound) } catch {
                // The context's end is the server's.
                isBound.signal()
            }
        }
        thread.start()
        isBound.wait()
    }

    var endpoint: String { lock.withLock { boundTo } }
    var requests: [DataRequest] { lock.withLock { seen } }

    private func serve(_ answer: Answer, _ isBound: DispatchSemaphore) throws {
        let socket = try Socket(context, .router)
        defer { socket.close() }
        try socket.bind("tcp://127.0.0.1:*")
        lock.withLock { boundTo = socket.lastEndpoint }
        isBound.signal()
        while let message = try socket.receive(nonBlocking: false) {
            guard
                case .dataRequest(let request) = try ClientMessage(
                    frames: Array(message.frames.dropFirst()))
            else { continue }
            let number = lock.withLock {
                seen.append(request)
                return seen.count
            }
            for result in answer(request, number) {
                let reply = ServerMessage.dataReply(request, result)
                _ = try socket.send([message.frames[0]] + reply.encoded())
            }
        }
    }
}

@Suite("A data set that comes from the coordinator")
struct DatasetDownloadTests {
    private let scratch: ScratchDirectory
    private let cache: DatasetCache
    /// The smallest file; the others are there already, as far as their lengths tell.
    private let labels: DatasetFile

    init() throws {
        scratch = try ScratchDirectory()
        cache = DatasetCache(directory: scratch.path)
        let files = cache.files(of: .mnist)
        labels = try #require(files.min { $0.byteCount < $1.byteCount })
        try FileManager.default.createDirectory(
            atPath: cache.directory(of: .mnist), withIntermediateDirectories: true)
        for file in files where file != labels {
            _ = FileManager.default.createFile(atPath: cache.path(of: file), contents: nil)
            #expect(truncate(cache.path(of: file), off_t(file.byteCount)) == 0)
        }
    }

    private func fetch(from server: DataServer) throws {
        defer { server.context.terminate() }
        let download = DatasetDownload(
            endpoint: server.endpoint, security: .plain, context: server.context, cache: cache,
            notice: { _ in })
        try download.fetch(.dataset(.mnist))
    }

    @Test("is put in place only if its checksum is right")
    func wrongBytes() throws {
        let server = try DataServer { request, _ in
            let left = 10_008 - request.offset
            return [.success([UInt8](repeating: 0, count: min(left, request.count, 4000)))]
        }
        let error = #expect(throws: DatasetError.self) { try fetch(from: server) }
        #expect("\(error!)".contains(labels.name))
        #expect(!cache.contains(labels))
        // Pieces of any size are taken, each from where the last one ended; nothing else is asked
        // for.
        #expect(server.requests.map(\.offset) == [0, 4000, 8000])
        #expect(server.requests.allSatisfy { $0.source == .dataset(.mnist, file: labels.name) })
    }

    @Test("and is refused passes on the coordinator's words")
    func refused() throws {
        let server = try DataServer { _, _ in [.failure(Refusal("the shelf is empty"))] }
        #expect(throws: Refusal("the shelf is empty")) { try fetch(from: server) }
        #expect(!cache.contains(labels))
    }

    @Test("is not asked for over and over where empty pieces come")
    func emptyPieces() throws {
        let server = try DataServer { _, number in
            number < 5 ? [.success([])] : [.failure(Refusal("asked \(number) times"))]
        }
        #expect(throws: FileFailure.self) { try fetch(from: server) }
        #expect(server.requests.count == 1)
    }

    @Test("is not longer than it should be")
    func tooLong() throws {
        let server = try DataServer { request, _ in
            [.success([UInt8](repeating: 0, count: 20_000))]
        }
        #expect(throws: DatasetError.self) { try fetch(from: server) }
        #expect(!cache.contains(labels))
    }

    private static let real = DatasetCache.standard(
        environment: ProcessInfo.processInfo.environment)

    @Test(
        "arrives whole, in pieces of whatever size",
        .enabled(if: real.isComplete(.mnist), "MNIST is not in the cache: podium data fetch mnist"))
    func whole() throws {
        let server = try DataServer { request, _ in
            guard case .dataset(let name, let file) = request.source else { return [] }
            let bytes = try? Self.real.read(
                file: file, of: name, offset: request.offset, count: 3000)
            return [.success(bytes ?? [])]
        }
        try fetch(from: server)
        #expect(cache.contains(labels))
        #expect(
            FileManager.default.contentsEqual(
                atPath: cache.path(of: labels), andPath: Self.real.path(of: labels)))
        #expect(server.requests.map(\.offset) == [0, 3000, 6000, 9000])
    }
}
