import Foundation

/// Rules for the documents: links lead somewhere, and what is documented exists.
enum DocumentRules {
    /// Relative links to files or headings that aren't there.
    static func brokenLinks(
        in text: String, at path: String, reading read: (String) -> String?,
        exists: (String) -> Bool
    ) -> [Finding] {
        var findings: [Finding] = []
        for (index, line) in proseLines(text).enumerated() {
            for link in links(in: line) where !link.contains("://") && !link.hasPrefix("mailto:") {
                let parts = link.split(
                    separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let target = parts[0].isEmpty ? path : resolve(String(parts[0]), from: path)
                guard exists(target) else {
                    findings.append(
                        Finding(path: path, line: index + 1, text: "\(link) leads nowhere"))
                    continue
                }
                guard parts.count == 2, let other = parts[0].isEmpty ? text : read(target) else {
                    continue
                }
                if !anchors(of: other).contains(String(parts[1])) {
                    findings.append(
                        Finding(path: path, line: index + 1, text: "\(link): no such heading"))
                }
            }
        }
        return findings
    }

    /// Documents of a folder that its index doesn't link to.
    static func unlisted(_ documents: [String], index text: String, at path: String) -> [String] {
        let linked = Set(
            proseLines(text).flatMap(links).map {
                resolve(String($0.prefix { $0 != "#" }), from: path)
            })
        return documents.filter { $0 != path && !linked.contains($0) }
    }

    /// The numbers of lines of prose that are wider than 120 characters.
    ///
    /// Rows of tables, code and the targets of links can't be wrapped.
    static func wideLines(in text: String) -> [Int] {
        var isFenced = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap
        {
            index, line in
            if line.hasPrefix("```") { isFenced.toggle() }
            let isProse =
                !isFenced && !["|", "    ", "<", "["].contains { line.hasPrefix($0) }
            return isProse && line.count > 120 ? index + 1 : nil
        }
    }

    /// Lines with fenced and indented code, and code in backticks, taken out.
    private static func proseLines(_ text: String) -> [String] {
        var isFenced = false
        return text.components(separatedBy: "\n").map { line in
            if line.hasPrefix("```") {
                isFenced.toggle()
                return ""
            }
            if isFenced || line.hasPrefix("    ") { return "" }
            return line.components(separatedBy: "`").enumerated()
                .map { $0.offset % 2 == 0 ? $0.element : "" }.joined()
        }
    }

    /// The targets of `[text](target)`.
    private static func links(in line: String) -> [String] {
        line.components(separatedBy: "](").dropFirst().compactMap { rest in
            rest.firstIndex(of: ")").map { String(rest[..<$0]) }
        }
    }

    /// A path relative to the document that names it, without `.` and `..`.
    private static func resolve(_ link: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in link.split(separator: "/").map(String.init) where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// Headings as the web shows them: small letters, hyphens for spaces, no punctuation.
    private static func anchors(of text: String) -> Set<String> {
        Set(
            text.components(separatedBy: "\n").filter { $0.hasPrefix("#") }.map { line in
                line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                    .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                    .replacingOccurrences(of: " ", with: "-")
            })
    }
}

/// The commands and options that the command line's sources declare, read from their text.
struct DeclaredCommands {
    /// Full names without the program's: `run`, `keys new`.
    private(set) var names: Set<String> = []
    /// Options of all commands: `--exit-when-done`.
    private(set) var options: Set<String> = []

    init(_ sources: [String]) {
        var children: [String: [String]] = [:]
        var named: [String: String] = [:]
        for source in sources {
            // In order of appearance: a command's name and children stand in its own declaration.
            let pattern =
                #/
                struct\ (?<type>\w+):\ (?:Parsable|ModelStage)Command
                | commandName:\ "(?<name>[\w-]+)"
                | subcommands:\ \[(?<list>[^\]]*)\]
                /#
            var type = ""
            for match in source.matches(of: pattern) {
                if let found = match.type {
                    type = String(found)
                    named[type] = named[type] ?? Self.hyphenated(type)
                }
                if let name = match.name { named[type] = String(name) }
                if let list = match.list {
                    children[type] = list.matches(of: /(\w+)\.self/).map { String($0.1) }
                }
            }
            for match in source.matches(
                of: /@(Option|Flag)\b(?<help>[^@]*?)\bvar (?<name>\w+)/)
            where !match.help.contains(".hidden") {
                options.insert("--" + Self.hyphenated(String(match.name)))
            }
        }
        let inner = Set(children.values.joined())
        for root in children.keys where !inner.contains(root) {
            collect(children[root] ?? [], prefix: "", children: children, named: named)
        }
    }

    private mutating func collect(
        _ types: [String], prefix: String, children: [String: [String]], named: [String: String]
    ) {
        for type in types {
            let name = prefix + (named[type] ?? Self.hyphenated(type))
            guard let below = children[type] else {
                names.insert(name)
                continue
            }
            collect(below, prefix: name + " ", children: children, named: named)
        }
    }

    /// `exitWhenDone` as the argument parser writes it.
    private static func hyphenated(_ name: String) -> String {
        var text = ""
        for character in name {
            if character.isUppercase, !text.isEmpty { text += "-" }
            text += character.lowercased()
        }
        return text
    }
}
