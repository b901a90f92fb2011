extension Configuration {
    /// The trial whose random numbers a trial has: itself, unless `random_trial` names another.
    package func randomTrial(of trial: Int) -> Int {
        guard case .int(let number)? = self[Parameter.randomTrial] else { return trial }
        return number
    }

    /// The parameters that a user's program gets: `random_trial` only sets its seed.
    package var ofProgram: Configuration {
        Configuration(entries.filter { $0.name != Parameter.randomTrial })
    }
}
