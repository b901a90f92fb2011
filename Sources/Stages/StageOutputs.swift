import Foundation

/// The places that the stages of a job write, looked at before the search.
struct StageOutputs {
    /// The study's directory, and those that stages make, as whole paths.
    private var made: Set<String>

    init(study directory: String) { made = [Self.whole(directory)] }

    /// Why a stage can't make a directory or write into it, or nil; its parents are made too.
    mutating func complaint(aboutDirectory path: String, option: String) -> String? {
        let place = Self.whole(path)
        defer { made.insert(place) }
        let files = FileManager.default
        // What is not there yet, below what a stage or the study makes, was looked at with it.
        guard files.fileExists(atPath: place) || !made.contains(where: { place.isBelow($0) })
        else { return nil }
        var ancestor = place
        while !files.fileExists(atPath: ancestor), ancestor != "/" {
            ancestor = (ancestor as NSString).deletingLastPathComponent
        }
        return Self.fault(of: ancestor).map { "\(option) \(path): \($0)" }
    }

    /// Why a stage can't write a file, or nil; its directory must be there.
    func complaint(aboutFile path: String, option: String) -> String? {
        let place = Self.whole(path)
        let files = FileManager.default
        var isDirectory: ObjCBool = false
        if files.fileExists(atPath: place, isDirectory: &isDirectory), isDirectory.boolValue {
            return "\(option) \(path): it is a directory; expected a file to write"
        }
        let parent = (place as NSString).deletingLastPathComponent
        guard files.fileExists(atPath: parent) else {
            let isMade = made.contains { $0 == parent || $0.isBelow(parent) }
            return isMade
                ? nil
                : "\(option) \(path): there is no directory \(Self.parent(of: path)), and no stage "
                    + "before this one makes it; make it first, or write elsewhere"
        }
        return Self.fault(of: parent).map { "\(option) \(path): \($0)" }
    }

    /// Why nothing can be made in what should be a directory, or nil.
    private static func fault(of path: String) -> String? {
        var isDirectory: ObjCBool = false
        let files = FileManager.default
        guard files.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue
        else { return "\(path) is no directory; expected one to write in" }
        return files.isWritableFile(atPath: path)
            ? nil : "the directory \(path) may not be written; expected one that may"
    }

    private static func parent(of path: String) -> String {
        let parent = (path as NSString).deletingLastPathComponent
        return parent.isEmpty ? "." : parent
    }

    private static func whole(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}

extension String {
    /// Whether a path is that of something in a directory, at any depth.
    fileprivate func isBelow(_ directory: String) -> Bool { hasPrefix(directory + "/") }
}
