import StudyModel

/// What to do about a file whose records don't have the header's fields.
extension CSVReader {
    /// What to do about a record with another number of fields than the header.
    func advice(_ record: CSVRecord) -> String {
        guard record.count > header.count else {
            return "; a missing value is an empty field, with its \(separatorName)" + separatorHint
        }
        guard separatorHint.isEmpty else { return separatorHint }
        // Texts are what quotes are for; a number that is cut in two has a decimal comma.
        if separator == UInt8(ascii: ","), record.isOfNumbers {
            return "; if its numbers have decimal commas, write them with decimal points"
        }
        return "; a text with a \(separatorName) needs quotes around it"
    }

    /// What to do if the file's columns seem to have another separator, or nothing.
    var separatorHint: String {
        guard header.count == 1 else { return "" }
        let name = header[0]
        guard isGuessed else {
            let others = [",", ";", "\t", "|"].filter { Array($0.utf8) != [separator] }
            guard
                let other = others.first(where: { name.contains($0) })
                    ?? (name.contains(" ") ? " " : nil)
            else { return "" }
            return
                "; its header has \(Self.plural(of: other)), and the separator of the data set is "
                + "a \(separatorName): write it with the separator and the decimal points of the "
                + "training file"
        }
        if name.contains("|") {
            return "; the separator was taken to be a \(separatorName): if | separates the "
                + "columns, give '|' as the separator"
        }
        return name.contains(" ") ? "; " + CSVFormat.spaceAdvice : ""
    }

    private static func plural(of separator: String) -> String {
        switch separator {
        case ",": "commas"
        case ";": "semicolons"
        case "\t": "tabs"
        case " ": "spaces"
        default: "the character \(separator)"
        }
    }
}
