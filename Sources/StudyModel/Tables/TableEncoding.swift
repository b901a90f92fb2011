/// How a table's rows become a network's inputs, and its outputs predictions: the statistics of the
/// rows that a model was trained on.
///
/// A model's file keeps it, so that the model can be used without its training data.
package struct TableEncoding: Sendable, Hashable, Codable {
    /// The mean and the standard deviation of numbers.
    package struct Scale: Sendable, Hashable, Codable {
        package var mean: Double
        /// 1 if all numbers are equal.
        package var deviation: Double

        package init(mean: Double, deviation: Double) {
            self.mean = mean
            self.deviation = deviation
        }

        /// Sums of squares of larger standardised numbers are not finite in 32 bits.
        package static let largestDistance = 1e18

        package func standardised(_ value: Double) -> Double { (value - mean) / deviation }
        package func original(_ value: Double) -> Double { value * deviation + mean }

        /// The number with the fewest decimal places that is standardised to this float.
        ///
        /// A float has some seven digits. With the mean and the deviation they make 3.4e-08 of what
        /// was 0 in a table. All numbers that become the same float are equally right, and tables
        /// have short ones.
        package func original(_ standardised: Float) -> Double {
            let exact = original(Double(standardised))
            guard exact.isFinite else { return exact }
            for exponent in stride(from: 15, through: -22, by: -1) {
                let unit = Self.powersOfTen[abs(exponent)]
                let short =
                    exponent > 0
                    ? (exact / unit).rounded() * unit : (exact * unit).rounded() / unit
                // Not the negative zero.
                if Float(self.standardised(short)) == standardised { return short + 0 }
            }
            return exact
        }

        /// All of them are exact.
        private static let powersOfTen = [
            1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
        ]
    }

    /// The statistics of an input column, in the order of the data set's columns.
    package enum Column: Sendable, Hashable, Codable {
        /// `fill` replaces missing numbers.
        case numeric(fill: Double, scale: Scale)
        /// Whether each category occurs in the training part; the others are encoded as zeros, or
        /// as -1 in an embedded column.
        case categorical(isKnown: [Bool])
    }

    package var columns: [Column]
    /// The scales of targets that are numbers, in the order of the data set's targets.
    package var targets: [Scale]

    package init(columns: [Column], targets: [Scale]) {
        self.columns = columns
        self.targets = targets
    }
}

extension TableEncoding {
    /// Writes the inputs of a row.
    ///
    /// - Parameters:
    ///   - row: one value per column: a number, NaN if missing; or a category's index, -1 for a
    ///     text that is none of the categories.
    ///   - inputs: `TableDataset.inputCount` floats.
    package func encode(
        _ row: some Collection<Double>, _ dataset: TableDataset,
        to inputs: UnsafeMutableBufferPointer<Float>
    ) {
        var place = 0
        for ((value, column), own) in zip(zip(row, columns), dataset.columns) {
            switch column {
            case .numeric(let fill, let scale):
                inputs[place] = Float(scale.standardised(value.isNaN ? fill : value))
                if own.hasIndicator { inputs[place + 1] = value.isNaN ? 1 : 0 }
            case .categorical(let isKnown):
                let category = Int(exactly: value).flatMap {
                    isKnown.indices.contains($0) && isKnown[$0] ? $0 : nil
                }
                if own.embedding != nil {
                    inputs[place] = Float(category ?? -1)
                    break
                }
                for other in 0..<own.width { inputs[place + other] = 0 }
                if let category, category < own.width { inputs[place + category] = 1 }
            }
            place += own.width
        }
    }

    /// Whether the encoding has the columns and the targets of a data set.
    package func fits(_ dataset: TableDataset) -> Bool {
        guard columns.count == dataset.columns.count,
            targets.count == (dataset.classes == nil ? dataset.targets.count : 0)
        else { return false }
        return zip(columns, dataset.columns).allSatisfy { column, own in
            switch column {
            case .numeric: own.categories == nil
            case .categorical(let isKnown): isKnown.count == own.categories?.count
            }
        }
    }
}
