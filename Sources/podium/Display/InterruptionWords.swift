enum InterruptionWords {
    static let waiting =
        "interrupted: waiting for the worker to hand back what it has (Ctrl-C again: at once)"
}
