import Models
import StudyModel
import TestSupport
import Testing
import TrainingEngine

/// Trainings are filled in from the job, the space and PyTorch's defaults, in this order.
@Suite struct TrainingPlanTests {
    private func plan(
        _ objective: NetworkKind = .autoencoder, _ settings: [String: ParameterValue] = [:],
        space: [String: ParameterValue] = ["learning_rate": .float(0.001)], part: String? = nil,
        stepsPerEpoch: Int = 1
    ) throws -> TrainingPlan {
        let job = NetworkJob(
            study: "s", objective: objective, dataset: .mnist,
            training: TrainingDescription(
                settings.map { name, value in
                    if case .text(let word) = value, word.hasPrefix("$") {
                        return Setting(name, .parameter(String(word.dropFirst())))
                    }
                    return Setting(name, .literal(value))
                }), epochs: 20, metric: Metric(name: "validation_loss"), trials: 1, columns: [],
            space: SearchSpace([]))
        let values = Configuration(space.map { .init($0.key, $0.value) })
        return try TrainingPlan(
            job: job, part: part, configuration: values, stepsPerEpoch: stepsPerEpoch)
    }

    @Test("A learning rate alone gives Adam with PyTorch's settings")
    func defaults() throws {
        let plan = try plan()
        #expect(plan.optimizer == OptimizerSettings(.adam, learningRate: 0.001))
        #expect(plan.loss == .meanSquaredError && plan.initialiser == .xavier(.uniform))
        #expect(plan.schedule == LearningRateSchedule(.constant) && plan.earlyStopping == nil)
        #expect(plan.batchSize == 256)
        #expect(try self.plan(.classifier).loss == .crossEntropy())
        #expect(try self.plan(.gan).loss == .binaryCrossEntropy)
        #expect(try self.plan(.gan).latentDimension == 100)
    }

    @Test("Parameters with the usual names give what the job doesn't")
    func parameters() throws {
        let space: [String: ParameterValue] = [
            "learning_rate": .float(0.01), "l2": .float(1e-5), "optimizer": .text("RMSprop"),
            "momentum": .float(0.5), "batch_size": .int(64),
        ]
        let found = try plan(space: space)
        #expect(found.optimizer.kind == .rmsprop && found.optimizer.weightDecay == 1e-5)
        #expect(found.optimizer.momentum == 0.5 && found.batchSize == 64)
        let given = try plan(
            .autoencoder, ["optimizer": .text("SGD"), "weight_decay": .float(0)], space: space)
        #expect(given.optimizer.kind == .sgd && given.optimizer.weightDecay == 0)
        let referred = try plan(
            .autoencoder, ["learning_rate": .text("$rate")], space: ["rate": .float(0.3)])
        #expect(referred.optimizer.learningRate == 0.3)
    }

    @Test("Settings of another optimizer, loss or schedule than the trial's have no effect")
    func conditions() throws {
        let settings: [String: ParameterValue] = [
            "optimizer": .text("$optimizer"), "momentum": .float(0.9), "nesterov": .bool(true),
        ]
        func optimizer(_ word: String) throws -> OptimizerSettings {
            try plan(
                .autoencoder, settings,
                space: ["optimizer": .text(word), "learning_rate": .float(0.1)]
            ).optimizer
        }
        #expect(try optimizer("SGD").isNesterov && optimizer("SGD").momentum == 0.9)
        #expect(try optimizer("Adam") == OptimizerSettings(.adam, learningRate: 0.1))
        #expect(try !optimizer("RMSprop").isNesterov && optimizer("RMSprop").momentum == 0.9)
        #expect(try optimizer("AdamW").weightDecay == 0.01)
    }

    @Test("A GAN's parts have settings of their own, and share the rest")
    func gan() throws {
        let settings: [String: ParameterValue] = [
            "generator.learning_rate": .float(2e-4), "discriminator.learning_rate": .float(5e-4),
            "beta1": .float(0.5), "discriminator.optimizer": .text("SGD"),
            "discriminator.momentum": .float(0.8),
        ]
        let generator = try plan(.gan, settings, space: [:], part: "generator").optimizer
        let discriminator = try plan(.gan, settings, space: [:], part: "discriminator").optimizer
        #expect(generator.learningRate == 2e-4 && discriminator.learningRate == 5e-4)
        #expect(generator.beta1 == 0.5 && generator.momentum == 0 && generator.kind == .adam)
        #expect(discriminator.kind == .sgd && discriminator.momentum == 0.8)
    }

    @Test("A schedule without a period lasts the training, in what it counts, after the warm-up")
    func schedules() throws {
        let cosine = try plan(.autoencoder, ["schedule.kind": .text("cosine")])
        #expect(cosine.schedule.rule == .cosine(period: 20) && cosine.scheduleUnit == .epochs)
        let cycle = try plan(
            .autoencoder,
            [
                "schedule.kind": .text("one_cycle"), "schedule.counts": .text("steps"),
                "warm_up.length": .int(8),
            ], stepsPerEpoch: 100)
        #expect(cycle.schedule.rule == .oneCycle(.init(steps: 1_992)))
        #expect(cycle.scheduleUnit == .steps && cycle.schedule.warmUp?.steps == 8)
        let plateau = try plan(
            .classifier, ["schedule.kind": .text("plateau"), "schedule.patience": .int(2)])
        guard case .plateau(let found) = plateau.schedule.rule else {
            Issue.record("\(plateau.schedule)")
            return
        }
        #expect(found.patience == 2 && found.factor == 0.1)
    }

    @Test("Clipping, initialiser, loss and early stopping are as said")
    func others() throws {
        let found = try plan(
            .classifier,
            [
                "clipping.norm": .float(1), "initialiser.kind": .text("he_normal"),
                "initialiser.fan": .text("outputs"), "loss.label_smoothing": .float(0.1),
                "early_stopping.patience": .int(3),
            ])
        #expect(found.optimizer.clipping == .norm(1))
        #expect(found.initialiser == .he(.normal, fan: .outputs))
        #expect(found.loss == .crossEntropy(labelSmoothing: 0.1))
        #expect(found.earlyStopping == EarlyStopping(patience: 3))
    }

    @Test("Nothing that a rule doesn't accept becomes a plan")
    func refused() {
        let wrong: [(String, ParameterValue)] = [
            ("learning_rate", .float(0)), ("learning_rate", .int(1)), ("optimizer", .text("adam")),
            ("weight_decay", .float(-1)), ("beta1", .float(1)), ("clipping.norm", .float(0)),
            ("loss.kind", .text("x")), ("schedule.kind", .text("step")),
            ("early_stopping.patience", .int(0)), ("initialiser.kind", .text("x")),
        ]
        for (name, value) in wrong {
            #expect(throws: ModelMismatch.self, "\(name)") { try plan(.autoencoder, [name: value]) }
        }
        #expect(throws: ModelMismatch.self) { try plan(space: [:]) }
        #expect(throws: ModelMismatch.self) {
            try plan(space: ["learning_rate": .float(0.1), "batch_size": .int(0)])
        }
    }
}
