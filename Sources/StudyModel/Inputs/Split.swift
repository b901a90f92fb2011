/// How the training images are split into a training and a validation part.
package struct Split: Sendable, Hashable, Codable {
    /// The validation data: a part of the training images, or the test images.
    package enum Validation: String, Sendable, Hashable, Codable, CaseIterable {
        case holdOut = "hold-out"
        case testSet = "test-set"
    }

    /// The share of the training images that is held out.
    package var validationFraction: Double
    package var seed: UInt64
    package var validation: Validation

    package init(
        validationFraction: Double = 0.2, seed: UInt64 = 0, validation: Validation = .holdOut
    ) {
        self.validationFraction = validationFraction
        self.seed = seed
        self.validation = validation
    }

    /// The number of held-out samples of `count`: the nearest whole number, halves up.
    package func heldOut(of count: Int) -> Int {
        Int((Double(count) * validationFraction).rounded())
    }
}
