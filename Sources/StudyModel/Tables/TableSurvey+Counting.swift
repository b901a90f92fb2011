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
        guard TableNumber.hasComma(text) else { return }
        commaCount += 1
        if firstComma == nil { firstComma = place }
    }

    private mutating func countUp(_ number: Double) {
        if let previous = lastNumber, number != previous + 1 { countsUp = false }
        lastNumber = number
    }

    /// Whether the values are numbers of rows: whole numbers that go up by one.
    package var numbersRows: Bool {
        countsUp && numberCount > 2 && isNumeric && missingCount == 0 && lowest == lowest.rounded()
    }

    /// Whether most values are numbers, written with a comma.
    package var hasCommas: Bool {
        2 * commaCount > textCount && 2 * (commaCount + numberCount) > textCount + numberCount
    }
}
