import Foundation

/// Job files for the tests.
enum Jobs {
    /// A program of one line of shell, with one parameter `x`.
    static func program(
        _ study: String, _ script: String, trials: Int = 2, more: String = ""
    ) -> String {
        """
        study: \(study)
        objective: command
        command: \(script)
        metrics: [loss]
        trials: \(trials)
        \(more)space:
          x: { type: float, low: 0, high: 1 }
        """
    }

    /// A study whose trials take no time.
    static func null(
        _ study: String, trials: Int, seed: Int = 1, sampler: String = "random"
    ) -> String {
        """
        study: \(study)
        objective: "null"
        epochs: 1
        \(sampler.contains("objectives") ? "" : "metric: { name: validation_loss }")
        sampler: \(sampler)
        trials: \(trials)
        seed: \(seed)
        top: 5
        space:
          a: { type: float, low: 0, high: 1 }
          b: { type: float, low: 1.0e-5, high: 1, distribution: log }
          c: { type: int, low: 1, high: 1000 }
          d: { type: categorical, choices: [red, green, blue] }
        """
    }

    /// A study that really trains, on a tenth of the images: about half a second an epoch.
    static func training(
        _ study: String, trials: Int = 3, epochs: Int = 4, learningRate: String? = nil
    ) -> String {
        let rate = learningRate ?? "{ type: float, low: 1.0e-4, high: 1.0e-2, distribution: log }"
        return """
            study: \(study)
            objective: autoencoder
            dataset: mnist
            split: { validation: hold-out, validation_fraction: 0.9, seed: 0 }
            epochs: \(epochs)
            batch_size: 64
            metric: { name: validation_loss, direction: minimize }
            sampler: random
            trials: \(trials)
            seed: 7
            top: 3
            space:
              encoding_dimension: { type: int, low: 2, high: 9 }
              l2: { type: float, low: 1.0e-6, high: 1.0e-4, distribution: log }
              optimizer: [Adam, RMSprop]
              learning_rate: \(rate)
              hidden_units: { type: int, low: 10, high: 20 }
            """
    }

    static var dataDirectory: String {
        let environment = ProcessInfo.processInfo.environment
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        return value("PODIUM_DATA") ?? value("XDG_CACHE_HOME").map { $0 + "/podium" }
            ?? (value("HOME") ?? ".") + "/.cache/podium"
    }

    static let digitFiles = [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ]

    /// Whether the digits are in this machine's cache; tests don't fetch them.
    static var hasDigits: Bool {
        digitFiles.allSatisfy {
            FileManager.default.fileExists(atPath: "\(dataDirectory)/mnist/\($0)")
        }
    }

    static let withoutDigits = "MNIST is not in the cache: podium data fetch mnist"
}
