/// Comma-separated values, quoted as RFC 4180 says, in lines that end in a newline alone.
enum CSVText {
    static func appendLine(_ fields: [String], to out: inout String) {
        for (index, field) in fields.enumerated() {
            if index > 0 { out += "," }
            let needsQuotes = field.utf8.contains {
                $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13
            }
            guard needsQuotes else {
                out += field
                continue
            }
            out += "\""
            for scalar in field.unicodeScalars {
                if scalar == "\"" { out += "\"" }
                out.unicodeScalars.append(scalar)
            }
            out += "\""
        }
        out += "\n"
    }
}
