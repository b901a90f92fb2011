import Foundation
import Portable
import StudyModel

extension SamplersBenchmark {
    /// What a sampler's gaps to the optimum are, as multiples of those of random search.
    ///
    /// The unit is the median gap of random search after 200 trials, for each function by itself.
    /// So 0.1 says: ten times closer to the optimum. A group of functions has the geometric mean,
    /// because gaps of different functions differ by orders of magnitude.
    package struct RelativeGap: Codable {
        /// A group of the suite, or `all`.
        package var group: String
        package var parameters: Int
        package var sampler: String
        /// Nil if the sampler does not use outcomes.
        package var lag: Int?
        package var trials: Int
        package var geometricMean: Double
        /// The standard error of the mean over searches; 0 for one search.
        package var standardError: Double

        /// Multiples below this one count as this one: a function that is solved exactly would
        /// otherwise outweigh all others.
        static let least = 1e-3
        /// Trials of random search whose median gap is the unit.
        static let unitTrials = 200
        /// Searches of which the median is taken, whatever the number of the others.
        static let unitSearches = 21

        /// - Parameter multiples: for each search, the multiples of all functions of the group.
        init(
            group: String, parameters: Int, _ sampler: SamplerSpec, trials: Int,
            multiples: [[Double]]
        ) {
            let means = multiples.map { search in
                search.reduce(0) { $0 + log(max($1, Self.least)) } / Double(search.count)
            }
            let spread = Spread(means)
            self.group = group
            self.parameters = parameters
            self.sampler = sampler.type
            lag = sampler.lag
            self.trials = trials
            geometricMean = exp(spread.mean)
            // A small error of a logarithm is a relative error of the number.
            standardError = exp(spread.mean) * spread.standardError
        }
    }
}
