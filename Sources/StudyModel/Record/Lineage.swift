/// A trial with the trials that it branched off: one training whose configuration changed.
package struct Lineage: Sendable, Hashable {
    /// The part of the training that one trial's configuration made.
    package struct Stretch: Sendable, Hashable {
        package var trial: Int
        package var configuration: Configuration
        /// The last epoch of the stretch; nil for the newest trial.
        package var until: Int?
    }

    /// The oldest first.
    package var stretches: [Stretch]

    /// - Parameter trials: all trials of the study, by number.
    package init(of trial: Trial, trial number: (Int) -> Trial) {
        var stretches = [Stretch(trial: trial.number, configuration: trial.configuration)]
        var origin = trial.origin
        while let step = origin {
            let parent = number(step.parent)
            stretches.append(
                Stretch(
                    trial: step.parent, configuration: parent.configuration, until: step.epoch))
            origin = parent.origin
        }
        self.stretches = stretches.reversed()
    }

    /// The first stretch's configuration and the changes of the later ones, with each stretch's own
    /// random numbers: training by it gives the lineage's results, bit for bit.
    package var replay: (first: Configuration, changes: ParameterSchedule) {
        let full = stretches.map { stretch in
            stretch.configuration[Parameter.randomTrial] == nil
                ? Configuration(
                    stretch.configuration.entries
                        + [.init(Parameter.randomTrial, .int(stretch.trial))])
                : stretch.configuration
        }
        var changes: [ParameterSchedule.Change] = []
        for index in full.indices.dropFirst() {
            let before = full[index - 1]
            let values = full[index].entries.filter { before[$0.name] != $0.value }
            changes.append(.init(epoch: stretches[index - 1].until ?? 0, values: values))
        }
        return (full[0], ParameterSchedule(changes))
    }
}
