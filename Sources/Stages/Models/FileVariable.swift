import Foundation

/// `FILE` or `FILE:VARIABLE`: a file, and the variable in it if one is named.
struct FileVariable {
    let path: String
    let variable: String?

    /// Reads a text.
    ///
    /// `x.mat:y` means the variable `y` of the file `x.mat`, unless a file `x.mat:y` exists.
    init(
        _ text: String,
        exists: (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }
    ) {
        guard let colon = text.lastIndex(of: ":"), !exists(text) else {
            (path, variable) = (text, nil)
            return
        }
        path = String(text[..<colon])
        variable = String(text[text.index(after: colon)...])
    }

    init(path: String, variable: String?) {
        self.path = path
        self.variable = variable
    }
}
