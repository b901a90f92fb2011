package import StudyModel

extension SearchSpace {
    /// Configurations that vary the given parameters.
    ///
    /// All combinations of their values, with the other parameters at their first value. Above
    /// `limit` combinations, one parameter at a time differs from its first value. A range
    /// contributes all its values if they are few, else its ends. A pool that isn't drawn
    /// contributes its fixed values. The parameters that conditions name are varied too, inactive
    /// ones have no value, and no combination misses a constraint of the varied ones.
    package func combinations(of names: Set<String>, limit: Int = 256) -> [Configuration] {
        let names = names.union(conditionNames(of: names))
        let rules = constraints.filter { names.isSuperset(of: $0.names) }
        let all = allCombinations(of: names, limit: limit)
        guard isConditional || !rules.isEmpty else { return all }
        var known: Set<Configuration> = []
        return all.map(active).filter { configuration in
            rules.allSatisfy { $0.isFulfilled(by: configuration) }
                && known.insert(configuration).inserted
        }
    }

    /// Groups of configurations that differ in one parameter, and in those that it makes active.
    ///
    /// - Parameters:
    ///   - name: the parameter; of a range of floats, two values inside it.
    ///   - others: the parameters that differ from group to group.
    ///   - more: further values of the parameter.
    package func variations(
        of name: String, others: Set<String>, more: [ParameterValue] = []
    ) -> [[Configuration]] {
        guard let index = parameters.firstIndex(where: { $0.name == name }) else { return [] }
        let others = others.union(conditionNames(of: others.union([name]))).subtracting([name])
        let values = parameters[index].domain.inner + more
        let rules = constraints.filter { others.union([name]).isSuperset(of: $0.names) }
        return allCombinations(of: others, limit: 32).map { base in
            values.map { active(base.replacing(index, with: $0)) }.filter { configuration in
                rules.allSatisfy { $0.isFulfilled(by: configuration) }
            }
        }
    }

    /// The parameters that decide whether these are active.
    func conditionNames(of names: Set<String>) -> Set<String> {
        var (found, open) = (Set<String>(), names)
        while !open.isEmpty {
            let parents = parameters.filter { open.contains($0.name) }
                .flatMap { $0.condition?.clauses.map(\.parameter) ?? [] }
            open = Set(parents).subtracting(found)
            found.formUnion(open)
        }
        return found
    }

    private func allCombinations(of names: Set<String>, limit: Int) -> [Configuration] {
        let samples = parameters.map(\.domain.samples)
        guard samples.allSatisfy({ !$0.isEmpty }) else { return [] }
        let first = Configuration(
            zip(parameters, samples).map { Configuration.Entry($0.name, $1[0]) })
        let varied = parameters.indices.filter {
            names.contains(parameters[$0].name) && samples[$0].count > 1
        }
        var all = [first]
        for index in varied {
            guard all.count * samples[index].count <= limit else {
                return [first]
                    + varied.flatMap { index in
                        samples[index].dropFirst().map { first.replacing(index, with: $0) }
                    }
            }
            all = all.flatMap { base in samples[index].map { base.replacing(index, with: $0) } }
        }
        return all
    }
}

extension Configuration {
    fileprivate func replacing(_ index: Int, with value: ParameterValue) -> Configuration {
        var copy = self
        copy.entries[index].value = value
        return copy
    }
}

extension Domain {
    /// All values if they are few, else the ends.
    var samples: [ParameterValue] {
        switch self {
        case .categorical(let choices): choices
        case .int(let domain):
            domain.count <= 32
                ? (0..<domain.count).map { .int(domain.value(at: $0)) }
                : [.int(domain.low), .int(domain.high)]
        case .float(let domain):
            domain.low == domain.high
                ? [.float(domain.low)] : [.float(domain.low), .float(domain.high)]
        case .pool(let pool): pool.fixed
        }
    }

    /// As `samples`, but values inside a range of floats: hardly any draw is at one of its ends.
    fileprivate var inner: [ParameterValue] {
        guard case .float(let domain) = self, domain.low < domain.high, domain.step == nil else {
            return samples
        }
        return [0.25, 0.75].map { .float(domain.low * (1 - $0) + domain.high * $0) }
    }
}

extension NetworkJob {
    /// The parameters that the model's layers, a table's embeddings or a GAN's latent dimension
    /// refer to.
    package var modelParameters: Set<String> {
        let settings =
            modelInUse.allLayers.flatMap(\.settings).map(\.value)
            + embeddingSettings.map(\.value)
            + [network.training["latent_dimension"]].compactMap { $0 }
        let implied = objective.isAdversarial ? ["latent_dimension"] : []
        return Set(settings.compactMap(\.parameterName) + implied)
    }
}
