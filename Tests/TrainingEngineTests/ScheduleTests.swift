import Testing

@testable import TrainingEngine

/// Learning-rate schedules against PyTorch's, and early stopping.
@Suite struct ScheduleTests {
    static let schedules: [(name: String, schedule: LearningRateSchedule)] = {
        var linear = LearningRateSchedule.OneCycle(steps: 300)
        (linear.risingShare, linear.isLinear) = (0.45, true)
        (linear.startDivisor, linear.endDivisor) = (10, 100)
        var quick = LearningRateSchedule.Plateau()
        (quick.factor, quick.patience, quick.threshold) = (0.5, 3, 1e-2)
        (quick.cooldown, quick.minimum) = (4, 1e-4)
        return [
            ("constant", .init(.constant)), ("step", .init(.step(every: 30))),
            ("step-half", .init(.step(every: 7, factor: 0.5))),
            ("exponential", .init(.exponential(factor: 0.97))),
            ("cosine", .init(.cosine(period: 300))),
            ("cosine-short", .init(.cosine(period: 70, minimum: 1e-3))),
            ("one-cycle", .init(.oneCycle(.init(steps: 300)))),
            ("one-cycle-linear", .init(.oneCycle(linear))),
            ("warm-up-default", .init(.constant, warmUp: .init())),
            (
                "warm-up-cosine",
                .init(.cosine(period: 275), warmUp: .init(steps: 25, startFactor: 0.01))
            ),
            (
                "warm-up-step",
                .init(.step(every: 40), warmUp: .init(steps: 11, startFactor: 0.2))
            ),
            ("plateau", .init(.plateau(.init()))), ("plateau-quick", .init(.plateau(quick))),
        ]
    }()

    @Test("300 rates are PyTorch's within 1e-6", arguments: schedules)
    func golden(name: String, schedule: LearningRateSchedule) throws {
        let golden = try Samples.golden("optim-schedules")
        let expected = try #require(golden[name]).values
        let history = try #require(golden["history"]).values.map(Double.init)
        try schedule.validate()
        #expect(expected.count == 300)
        for (step, wanted) in expected.enumerated() {
            let rate = schedule.rate(base: 0.1, at: step, history: Array(history[..<step]))
            let error = abs(rate - Double(wanted))
            #expect(error < 1e-6 * Double(wanted), "step \(step): \(rate), \(wanted)")
        }
        #expect(name == "constant" || Set(expected).count > 2)
    }

    @Test("A trajectory of 200 scheduled steps is PyTorch's, and goes on from a checkpoint")
    func trajectory() throws {
        var settings = OptimizerSettings(.sgd, learningRate: 0.5)
        settings.momentum = 0.9
        let schedule = LearningRateSchedule(
            .cosine(period: 180), warmUp: .init(steps: 20, startFactor: 0.1))
        func make() throws -> Trainer {
            try Trainer(network: OptimizerTests.network(), optimizer: settings)
        }
        let pixels = Samples.images(channels: 1, size: 8)
        func train(_ trainer: Trainer, _ steps: Range<Int>) -> [Float] {
            steps.map { step in
                trainer.learningRate = schedule.rate(base: 0.5, at: trainer.stepCount)
                return Float(trainer.step(pixels, Samples.batch(step)) / 20)
            }
        }
        let whole = try make()
        try whole.loadParameters(Samples.golden("optim-initial"), source: "initial")
        let before = train(whole, 0..<90)
        let checkpoint = whole.checkpoint()
        let losses = before + train(whole, 90..<200)
        let golden = try Samples.golden("optim-trajectories")
        for (found, wanted) in zip(losses, try #require(golden["scheduled.losses"]).values) {
            #expect(abs(found - wanted) < 5e-6 * wanted)
        }
        for view in whole.network.parameters {
            let wanted = try #require(golden["scheduled.\(view.name)"]).values
            let largest = wanted.reduce(0) { max($0, abs($1)) }
            for (found, wanted) in zip(try #require(whole.parameter(view.name)), wanted) {
                #expect(abs(found - wanted) < 1e-5 * largest, "\(view.name)")
            }
        }
        let resumed = try make()
        try resumed.restore(checkpoint, source: "memory")
        #expect(train(resumed, 90..<200) == Array(losses[90...]))
        #expect(resumed.checkpoint() == whole.checkpoint())
    }

    @Test("Cycles of any length stay between their ends, and keep the last rate")
    func shortCycles() {
        for steps in 2...40 {
            for share in [0.05, 0.1, 0.25, 0.3, 0.5, 0.95] {
                var cycle = LearningRateSchedule.OneCycle(steps: steps)
                cycle.risingShare = share
                let schedule = LearningRateSchedule(.oneCycle(cycle))
                let rates = (0..<steps + 3).map { schedule.rate(base: 1, at: $0) }
                #expect(rates.allSatisfy { $0 > 0.99 * 0.04e-4 && $0 <= 1 + 1e-10 })
                #expect(rates[(steps - 1)...].allSatisfy { abs($0 / 0.04e-4 - 1) < 1e-9 })
            }
        }
    }

    @Test("The portable cosine is right within 2e-16, and these bits")
    func cosine() {
        let known: [(Double, Double)] = [
            (0, 1), (0.25, 0.5.squareRoot()), (0.5, 0), (1, -1), (1.5, 0), (2, 1), (-1, -1),
            (1.0 / 3, 0.5), (2.0 / 3, -0.5), (1e15, 1), (1e15 + 1, -1), (7.25, -0.5.squareRoot()),
        ]
        for (halfTurns, wanted) in known {
            let found = PortableNumbers.cosine(halfTurns: halfTurns)
            #expect(abs(found - wanted) <= 2.3e-16, "cos \(halfTurns)π: \(found)")
        }
        #expect(PortableNumbers.cosine(halfTurns: .infinity).isNaN)
        // FNV-1a over 4000 cosines: the same on every machine.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for place in 0..<4000 {
            let value = PortableNumbers.cosine(halfTurns: Double(place) / 1999)
            #expect(abs(value) <= 1)
            hash = (hash ^ value.bitPattern) &* 0x100_0000_01b3
        }
        #expect(hash == 15_472_200_887_736_133_315)
    }

    @Test("Settings outside their range are refused by name")
    func refusals() {
        func refusal(_ schedule: LearningRateSchedule) -> String {
            do throws(EngineError) {
                try schedule.validate()
                return ""
            } catch {
                return "\(error)"
            }
        }
        var plateau = LearningRateSchedule.Plateau()
        plateau.patience = -1
        var cycle = LearningRateSchedule.OneCycle(steps: 10)
        cycle.risingShare = 1
        for (schedule, expected) in [
            (.init(.step(every: 0)), "the steps between reductions is 0"),
            (.init(.exponential(factor: 0)), "factor is 0.0"),
            (.init(.cosine(period: 0)), "period is 0"),
            (.init(.cosine(period: 5, minimum: .nan)), "minimum is nan"),
            (.init(.oneCycle(.init(steps: 1))), "steps is 1"),
            (.init(.oneCycle(cycle)), "rising share is 1.0"),
            (.init(.plateau(plateau)), "patience is -1"),
            (.init(.constant, warmUp: .init(steps: 0)), "warm-up's steps is 0"),
            (.init(.constant, warmUp: .init(startFactor: 0)), "start factor is 0.0"),
        ] as [(LearningRateSchedule, String)] {
            #expect(refusal(schedule).contains(expected), "\(refusal(schedule))")
        }
        #expect(throws: EngineError.self) { try EarlyStopping(patience: 0).validate() }
        #expect(throws: EngineError.self) {
            try EarlyStopping(patience: 1, minimumDelta: -1).validate()
        }
    }

    @Test("Training ends after as many losses without improvement as the patience")
    func earlyStopping() {
        let stopping = EarlyStopping(patience: 3, minimumDelta: 0.1)
        let losses = [5, 4, 4.5, 3.95, 3.8, 3.75, .nan, 3.7, 2]
        let ends = (0...losses.count).map { stopping.isOver(after: Array(losses[..<$0])) }
        #expect(ends == [false, false, false, false, false, false, false, false, true, false])
        #expect(stopping.bestIndex(in: losses) == 8)
        #expect(stopping.bestIndex(in: Array(losses[..<8])) == 4)
        #expect(EarlyStopping(patience: 2).isOver(after: [.nan, .nan]))
        #expect(EarlyStopping(patience: 2).bestIndex(in: [.nan]) == nil)
        #expect(!EarlyStopping(patience: 2).isOver(after: [1, 1]))
        #expect(EarlyStopping(patience: 2).isOver(after: [1, 1, 1]))
    }
}
