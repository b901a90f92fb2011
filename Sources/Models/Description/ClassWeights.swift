package import StudyModel

/// The weights of classes in a classifier's loss.
package struct ClassWeights: Sendable, Hashable, Codable {
    /// The weight of one class.
    package struct Weight: Sendable, Hashable, Codable {
        /// The class's name in a table, otherwise its label's number.
        package var name: String
        package var weight: Double

        package init(name: String, weight: Double) {
            self.name = name
            self.weight = weight
        }
    }

    /// The weights that the job states; nil for weights by which all classes count the same.
    ///
    /// Classes that aren't in the list weigh 1.
    package var given: [Weight]?

    package init(given: [Weight]? = nil) { self.given = given }

    package static let balanced = ClassWeights()

    /// The weights with names in order.
    var canonical: ClassWeights {
        ClassWeights(given: given?.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    /// The weight of each class.
    ///
    /// A balanced weight is (number of samples) / (number of classes · samples of the class), as
    /// scikit-learn's; it is 1 for a class without samples.
    ///
    /// - Parameters:
    ///   - counts: the number of training samples of each class.
    ///   - dataset: has the classes' names.
    package func values(counts: [Int], _ dataset: DatasetReference) -> [Float] {
        let total = counts.reduce(0, +)
        return counts.enumerated().map { label, count in
            guard let given else {
                return count > 0 ? Float(Double(total) / Double(counts.count * count)) : 1
            }
            let own = given.first { $0.name == dataset.className(label) }
            return Float(own?.weight ?? 1)
        }
    }

    /// Why the weights can't be used, or nil; for weights from files that anyone can write.
    var complaint: String? {
        given?.first { !Self.range.contains($0.weight) }.map {
            "the weight of class \($0.name) is \($0.weight)"
        }
    }

    /// The accepted weights: with larger ratios, sums of floats lose the small ones.
    package static let range = 1e-6...1e6
}
