/// The numbers by which options name samples, counted from 0.
package enum SampleNumbers {
    /// The error in numbers of which one has no sample, or nil.
    ///
    /// - Parameters:
    ///   - count: the number of samples.
    ///   - text: the number with words; nil for test samples.
    package static func complaint(
        about numbers: [Int], of count: Int, option: String, text: String? = nil
    ) -> AnalysisError? {
        guard let wrong = numbers.first(where: { !(0..<count).contains($0) }) else { return nil }
        return AnalysisError(
            place: option, found: "the sample \(wrong)",
            expected: "numbers from 0 to \(count - 1): there "
                + (count == 1 ? "is " : "are ") + (text ?? "\(count, "test sample")"))
    }
}
