package import StudyModel

/// How a recorded space is searched.
package struct SearchSetting: Sendable, Hashable {
    package var sampler: SamplerSpec
    package var scheduler: SchedulerSpec
    package var slots: Int

    package init(sampler: SamplerSpec, scheduler: SchedulerSpec = .none, slots: Int = 1) {
        self.sampler = sampler
        self.scheduler = scheduler
        self.slots = slots
    }
}

extension SearchSetting {
    /// Every combination, in the order of samplers, schedulers and slots.
    package static func combinations(
        samplers: [SamplerSpec], schedulers: [SchedulerSpec], slots: [Int]
    ) -> [SearchSetting] {
        let all = samplers.flatMap { sampler in
            schedulers.flatMap { scheduler in
                slots.map { SearchSetting(sampler: sampler, scheduler: scheduler, slots: $0) }
            }
        }
        // What is named twice is simulated once.
        return all.indices.filter { !all[..<$0].contains(all[$0]) }.map { all[$0] }
    }
}
