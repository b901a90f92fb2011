import Portable
package import StudyModel

extension SearchSpace {
    /// The space with every pool replaced by choices: its fixed values, then the drawn values in
    /// the order of drawing.
    ///
    /// Pools depend only on the study's seed and the parameter's index in the space. A value that
    /// repeats an earlier or fixed one is drawn again, so all candidates are distinct.
    /// - Throws: `SearchError` if a pool can't be filled with distinct values.
    package func resolvingPools(seed: UInt64) throws(SearchError) -> SearchSpace {
        let generator = SeededGenerator(seed: seed, purpose: .poolDraw)
        var resolved = self
        for (index, parameter) in parameters.enumerated() {
            guard case .pool(let pool) = parameter.domain else { continue }
            let values = try pool.draw(from: generator, parameter: index, named: parameter.name)
            resolved.parameters[index].domain = .categorical(values)
        }
        return resolved
    }
}

extension PoolDomain {
    fileprivate func draw(
        from generator: SeededGenerator, parameter: Int, named name: String
    ) throws(SearchError) -> [ParameterValue] {
        let domain =
            switch source {
            case .float(let floats): DrawableDomain(.float(floats))
            case .int(let ints): DrawableDomain(.int(ints))
            }
        if let count = domain.count {
            let taken = fixed.count { domain.position(of: $0) != nil }
            guard count - taken >= size else {
                throw .poolTooLarge(parameter: name, size: size, available: count - taken)
            }
        }
        var values = fixed
        var known = Set(fixed)
        // Enough draws to collect all of equally likely values; a source whose last values are too
        // rare for this limit is refused.
        let limit = 1_000 + 100 * size
        for attempt in 0..<limit where values.count < fixed.count + size {
            let value = domain.value(from: generator, parameter: parameter, attempt: attempt)
            if known.insert(value).inserted { values.append(value) }
        }
        guard values.count == fixed.count + size else {
            throw .poolNotFilled(
                parameter: name, size: size, found: values.count - fixed.count, draws: limit)
        }
        return values
    }
}
