extension TableSurvey.Column {
    /// Counts a value.
    ///
    /// - Parameters:
    ///   - number: its number; nil if it is none.
    ///   - line: the line of the file, from 1.
    package mutating func add(_ text: String, isMissing: Bool, number: Double?, line: Int) {
        guard !isMissing else {
            missingCount += 1
            if firstMissing == nil { firstMissing = line }
            return
        }
        if first == nil { first = TableSurvey.Place(text: text, line: line) }
        if let number {
            countUp(number)
            numberCount += 1
            lowest = min(lowest, number)
            highest = max(highest, number)
            if number != 0 { leastMagnitude = min(leastMagnitude, number.magnitude) }
        } else {
            add(word: text, line: line)
        }
        guard texts != nil else { return }
        texts?[text, default: 0] += 1
        if let count = texts?.count, count > TableDataset.largestCategoryCount { texts = nil }
    }

    private mutating func add(word text: String, line: Int) {
        textCount += 1
        let place = TableSurvey.Place(text: text, line: line)
        if firstText == nil { firstText = place }
        if firstTooLarge == nil, TableNumber.isTooLarge(text) { firstTooLarge = place }
        if let decoration = TableNumber.decoration(of: text) {
            decorationCounts[decoration, default: 0] += 1
            if firstDecorations[decoration] == nil { firstDecorations[decoration] = place }
        }
        guard TableNumber.hasComma(text) else { return }
        commaCount += 1
        if firstComma == nil { firstComma = place }
    }

    private mutating func countUp(_ number: Double) {
        // Larger numbers are rounded, and then equal to the next one.
        if number.magnitude > 0x1p53 { countsUp = false }
        if let previous = lastNumber, number != previous + 1 { countsUp = false }
        lastNumber = number
    }

    /// Whether the values are numbers of rows: whole numbers that go up by one.
    package var numbersRows: Bool {
        countsUp && numberCount > 2 && isNumeric && missingCount == 0 && lowest == lowest.rounded()
    }

    /// Whether the values are written as different numbers, and are one number in 64 bits.
    package var isRoundedToOne: Bool {
        lowest == highest && lowest.magnitude >= 0x1p53 && texts?.count != 1
    }

    /// What most values are if they look like texts and stand for numbers, and the first of them.
    package var decoration: (kind: TableNumber.Decoration, first: TableSurvey.Place)? {
        for (kind, count) in decorationCounts
        where 2 * count > textCount && 2 * (count + numberCount) > textCount + numberCount {
            return firstDecorations[kind].map { (kind, $0) }
        }
        return nil
    }

    /// Whether most values are numbers, written with a comma.
    package var hasCommas: Bool {
        2 * commaCount > textCount && 2 * (commaCount + numberCount) > textCount + numberCount
    }
}
