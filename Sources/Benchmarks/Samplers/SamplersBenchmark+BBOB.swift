import StudyModel

/// Searches of the functions of the suite BBOB.
extension SamplersBenchmark {
    /// The best values of all searches of a problem.
    private struct Found {
        let problem: BBOBSelection.Problem
        let sampler: SamplerSpec
        /// By search, then by budget.
        let gaps: [[Double]]
        /// The median gap of random search.
        let unit: Double
    }

    func bbobOutcome(_ selection: BBOBSelection) throws -> Outcome {
        let marks = budgets.sorted()
        let found = try selection.problems.flatMap { problem in
            let unit = try self.unit(of: problem)
            return try specs(lags: lags).map { sampler in
                let gaps = try (0..<repeats).map { search in
                    let values = try self.values(
                        of: problem.formula(search: search), sampler, trials: marks.last ?? 0,
                        seed: UInt64(search))
                    return marks.map { values.prefix($0).min() ?? .nan }
                }
                return Found(problem: problem, sampler: sampler, gaps: gaps, unit: unit)
            }
        }
        let qualities = found.flatMap { found in
            marks.indices.map { mark in
                Quality(
                    function: found.problem.formula(search: 0).name, found.sampler,
                    trials: marks[mark], found.gaps.map { $0[mark] })
            }
        }
        return Outcome(
            timings: [], qualities: qualities,
            relativeGaps: relativeGaps(found, selection, marks: marks))
    }

    /// The median gap that random search leaves.
    private func unit(of problem: BBOBSelection.Problem) throws -> Double {
        let gaps = try (0..<RelativeGap.unitSearches).map { search in
            try values(
                of: problem.formula(search: search), .random, trials: RelativeGap.unitTrials,
                seed: UInt64(search)
            ).min() ?? .nan
        }
        return gaps.sorted()[gaps.count / 2]
    }

    /// The gaps of each group of functions, and of all functions.
    private func relativeGaps(
        _ found: [Found], _ selection: BBOBSelection, marks: [Int]
    ) -> [RelativeGap] {
        let groups: [BBOBFunction.Group?] = BBOBFunction.Group.allCases + [nil]
        return selection.dimensions.flatMap { dimensions in
            groups.flatMap { group in
                specs(lags: lags).flatMap { sampler -> [RelativeGap] in
                    let members = found.filter {
                        $0.problem.dimensions == dimensions && $0.sampler == sampler
                            && (group == nil || $0.problem.function.group == group)
                    }
                    guard !members.isEmpty else { return [] }
                    return marks.indices.map { mark in
                        RelativeGap(
                            group: group?.rawValue ?? "all", parameters: dimensions, sampler,
                            trials: marks[mark],
                            multiples: (0..<repeats).map { search in
                                members.map { $0.gaps[search][mark] / $0.unit }
                            })
                    }
                }
            }
        }
    }
}

/// What another program needs to search the same functions.
extension SamplersBenchmark {
    package struct BBOBExport: Codable {
        package var number: Int
        package var name: String
        package var group: String
        package var dimensions: Int
        /// The median gap of random search after 200 trials.
        package var unit: Double
        package var instances: [Instance]

        package struct Instance: Codable {
            var instance: BBOBInstance
            /// A point, and its gap, so that another program can check its formula.
            package var point: [Double]
            package var gap: Double
        }
    }

    /// The instances of the searches, with random search's gaps.
    package func bbobExports(_ selection: BBOBSelection) throws -> [BBOBExport] {
        try selection.problems.map { problem in
            BBOBExport(
                number: problem.function.number, name: problem.function.name,
                group: problem.function.group.rawValue, dimensions: problem.dimensions,
                unit: try unit(of: problem),
                instances: (0..<repeats).map { search in
                    let instance = problem.instance(search: search)
                    let point = (0..<problem.dimensions).map { 1.5 - Double($0) / 4 }
                    return .init(
                        instance: instance, point: point,
                        gap: problem.function.gap(point, instance))
                })
        }
    }
}
