import Portable
package import StudyModel

/// The configuration of a space with the largest memory.
package struct LargestTrial: Sendable, Hashable, Codable {
    package var memory: TrialMemory
    package var configuration: Configuration
    /// The parameters that affect the memory, in the space's order.
    package var parameters: [String]

    /// `about 43 GB (with u=40000)`.
    package var text: String {
        let values = configuration.entries.filter { parameters.contains($0.name) }
        let with = values.isEmpty ? "" : " (with \(Configuration(values)))"
        return "about \(ByteCount.text(memory.total))\(with)"
    }
}

extension TrialMemory {
    /// The maximum number of layers that a search for the largest configuration lays out.
    private static let work = 50_000

    /// The largest trial of a job's space; nil if no configuration is valid or nothing is trained.
    ///
    /// It tries all combinations of the parameters that affect sizes if they are few. Otherwise it
    /// starts with the largest value of each parameter and changes one parameter at a time as long
    /// as the memory grows. The result is then a lower bound; it is exact if the memory grows with
    /// each parameter separately. The search is deterministic.
    ///
    /// - Parameters:
    ///   - space: the job's search space, with its pools drawn.
    ///   - samples: the sizes of the data set in memory, if they are known.
    package static func largest(
        of job: NetworkJob, in space: SearchSpace, samples: SampleSizes? = nil
    ) -> LargestTrial? {
        let own = job.sizeParameters
        let names = own.union(space.conditionNames(of: own))
        var search = Search(job: job, space: space, samples: samples, names: names)
        return search.run()
    }

    /// One search for the largest configuration.
    private struct Search {
        let job: NetworkJob
        let samples: SampleSizes?
        /// The values to try per parameter, the smallest first.
        let candidates: [[ParameterValue]]
        let varied: [Int]
        let space: SearchSpace
        private var left: Int
        private var best: LargestTrial?

        init(job: NetworkJob, space: SearchSpace, samples: SampleSizes?, names: Set<String>) {
            self.job = job
            self.samples = samples
            self.space = space
            candidates = space.parameters.map { $0.domain.samples.sortedByNumber }
            let candidates = candidates
            varied = space.parameters.indices.filter {
                names.contains(space.parameters[$0].name) && candidates[$0].count > 1
            }
            let layers = 1 + job.modelInUse.allLayers.count
            left = max(16, min(500, TrialMemory.work / layers))
        }

        mutating func run() -> LargestTrial? {
            guard !candidates.contains(where: \.isEmpty) else { return nil }
            let count = varied.reduce(1) { product, index in
                let (next, overflow) = product.multipliedReportingOverflow(
                    by: candidates[index].count)
                return overflow ? .max : next
            }
            if count <= left { tryAll() } else { climb() }
            guard var largest = best else { return nil }
            largest.parameters = effective(in: largest)
            return largest
        }

        /// The parameters that change the largest trial's memory, each varied separately.
        private func effective(in best: LargestTrial) -> [String] {
            varied.filter { index in
                candidates[index].contains { value in
                    let changed = Configuration.Entry(space.parameters[index].name, value)
                    let other = space.active(best.configuration.changed(by: [changed]))
                    let memory = try? TrialMemory(of: job, in: other, samples: samples)
                    return memory.map { $0 != best.memory } ?? false
                }
            }.map { space.parameters[$0].name }
        }

        /// The configuration of the candidates with these indices.
        private func configuration(_ places: [Int]) -> Configuration {
            space.active(
                Configuration(
                    space.parameters.indices.map {
                        .init(space.parameters[$0].name, candidates[$0][places[$0]])
                    }))
        }

        /// Evaluates a configuration; returns whether it is larger than all before.
        @discardableResult
        private mutating func attempt(_ places: [Int]) -> Bool {
            left -= 1
            let configuration = configuration(places)
            guard space.constraints.allSatisfy({ $0.isFulfilled(by: configuration) }),
                let memory = try? TrialMemory(of: job, in: configuration, samples: samples),
                memory.total > best?.memory.total ?? -1
            else { return false }
            best = LargestTrial(memory: memory, configuration: configuration, parameters: [])
            return true
        }

        private mutating func tryAll() {
            var places = candidates.map { _ in 0 }
            while true {
                attempt(places)
                guard let axis = varied.last(where: { places[$0] + 1 < candidates[$0].count })
                else { return }
                places[axis] += 1
                for index in varied where index > axis { places[index] = 0 }
            }
        }

        private mutating func climb() {
            var places = candidates.map { _ in 0 }
            // If the largest values don't fit together, the first ones may.
            attempt(places)
            let start = places
            for index in varied { places[index] = candidates[index].count - 1 }
            if !attempt(places) { places = start }
            var isGrowing = true
            while isGrowing {
                isGrowing = false
                for index in varied {
                    let start = places[index]
                    for place in candidates[index].indices.reversed() where place != start {
                        guard left > 0 else { return }
                        var other = places
                        other[index] = place
                        guard attempt(other) else { continue }
                        places = other
                        isGrowing = true
                    }
                }
            }
        }
    }
}

extension [ParameterValue] {
    /// Sorted ascending if all values are numbers, else unchanged.
    fileprivate var sortedByNumber: [ParameterValue] {
        guard allSatisfy({ $0.number != nil }) else { return self }
        return sorted { ($0.number ?? 0) < ($1.number ?? 0) }
    }
}

extension NetworkJob {
    /// The parameters that may affect the memory of a trial.
    fileprivate var sizeParameters: Set<String> {
        var names: Set = ["batch_size", "optimizer", "momentum", "latent_dimension"]
        for layer in modelInUse.allLayers {
            for setting in layer.settings {
                guard case .parameter(let name) = setting.value,
                    case .int? = layer.kind.rule(setting.name)?.accepted
                else { continue }
                names.insert(name)
            }
        }
        for setting in embeddingSettings {
            if case .parameter(let name) = setting.value { names.insert(name) }
        }
        for setting in network.training.settings {
            guard case .parameter(let name) = setting.value else { continue }
            let sizing = ["optimizer", "momentum", "latent_dimension"]
            if sizing.contains(where: setting.name.hasSuffix) { names.insert(name) }
        }
        return names
    }
}
