/// Paths without what changes nothing.
package enum PlainPath {
    /// The path without names `.` and doubled slashes: `a/./b//c` is `a/b/c`.
    ///
    /// Names `..` stay, because the name before one may be a link.
    package static func text(_ path: String) -> String {
        let names = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        if path.hasPrefix("/") { return "/" + names }
        return names.isEmpty ? path : names
    }
}
