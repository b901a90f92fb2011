import ProcessControl
import StudyModel

/// A public web address that serves the gzip files.
struct MirrorSource: DatasetSource {
    /// The base address; it ends in a slash.
    var address: String
    /// Downloads the bytes at an address; tests replace it.
    var download: @Sendable (_ address: String, _ received: (Int) -> Void) -> Download =
        Self.download

    typealias Download = Result<[UInt8], UnpackingFailure>

    var title: String { address }

    /// The mirrors of a data set, the most reliable first.
    ///
    /// Sources: torchvision's datasets/mnist.py and, for Fashion-MNIST, Keras's
    /// datasets/fashion_mnist.py. Keras serves MNIST only as an .npz file; Google's copy of the IDX
    /// files, which TensorFlow's catalogue of data sets names, replaces it.
    static func mirrors(of name: DatasetName) -> [any DatasetSource] {
        let addresses =
            switch name {
            case .mnist:
                [
                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                    "https://storage.googleapis.com/cvdf-datasets/mnist/",
                    "http://yann.lecun.com/exdb/mnist/",
                ]
            case .fashionMNIST:
                [
                    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
                ]
            }
        return addresses.map { MirrorSource(address: $0) }
    }

    func bring(
        _ files: [DatasetFile], scratch: String, progress: (FetchProgress) -> Void,
        deliver: ([UInt8], DatasetFile) throws(FetchFailure) -> Void
    ) throws(FetchFailure) {
        for file in files {
            var now = FetchProgress(
                stage: .downloading, file: file.name, source: address,
                totalByteCount: file.compressedByteCount)
            progress(now)
            let packed = download(address + file.name + ".gz") { received in
                now.receivedByteCount = received
                progress(now)
            }
            now.stage = .unpacking
            switch packed.flatMap({ Gzip.unpack($0, limit: file.byteCount + 1) }) {
            case .success(let bytes):
                progress(now)
                try deliver(bytes, file)
            case .failure(let failure):
                throw .source("\(file.name).gz: \(failure.reason)")
            }
        }
    }

    /// Downloads with curl, or with wget if curl is not installed.
    ///
    /// The limits are 5 seconds to connect and 30 seconds without progress. There are no retries,
    /// because there are other sources.
    private static func download(_ address: String, _ received: (Int) -> Void) -> Download {
        let curl = [
            "curl", "--fail", "--silent", "--show-error", "--location", "--max-redirs", "5",
            "--connect-timeout", "5", "--speed-limit", "1000", "--speed-time", "30",
            "--proto", "=http,https", address,
        ]
        let wget = [
            "wget", "--quiet", "--tries=1", "--dns-timeout=5", "--connect-timeout=5",
            "--read-timeout=30", "--output-document=-", address,
        ]
        for command in [curl, wget] {
            let outcome = ChildProgram.run(command, limit: 1 << 28, received: received)
            guard let outcome else { continue }
            guard outcome.status == 0 else {
                return .failure(UnpackingFailure(reason: outcome.reason))
            }
            return .success(outcome.output)
        }
        return .failure(UnpackingFailure(reason: "neither curl nor wget is installed"))
    }
}
