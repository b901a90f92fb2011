import JobFiles
import Models
import Search
import StudyModel
import Testing
import TrainingEngine

/// The job files that come with the project.
@Suite struct ShippedJobTests {
    @Test("Each is right, without a warning, and named like its file", arguments: shippedJobs)
    func decode(name: String) throws {
        let loaded = try shippedJob(name)
        #expect(loaded.warnings.isEmpty, "\(loaded.warnings.map(\.description))")
        #expect("\(loaded.job.study).yaml" == name.split(separator: "/").last ?? "")
        #expect(!loaded.job.purpose.isEmpty)
        // What there is nothing to choose in is trained at once.
        let command = try StudySampler(job: loaded.job).limit == 1 ? "train" : "run"
        for line in ["# Budget: ", "# Expected time: ", "podium \(command) jobs/\(name)"] {
            #expect(loaded.text.contains(line), "\(name) doesn't say '\(line)'")
        }
    }

    @Test("Table 1's job is the report's search")
    func tableOne() throws {
        let job = try NetworkJob(shippedJob("table-1.yaml").job)
        #expect((job.trials, job.epochs, job.batchSize, job.top) == (50, 50, 256, 5))
        #expect(job.split == Split(validationFraction: 0.2, seed: 0, validation: .holdOut))
        #expect(
            job.columns.map(\.heading) == [
                "Enc. Space Dim.", "L2", "Optimizer", "Epochs", "Learn. Rate", "Nh_1",
                "Valid. loss",
            ])
        #expect(job.space["encoding_dimension"]?.domain == .int(IntDomain(low: 2, high: 9)))
        #expect(job.space["optimizer"]?.domain == .categorical([.text("Adam"), .text("RMSprop")]))
        #expect(job.space.combinationCount == 8 * 11 * 2 * 10 * 10)
    }

    @Test("The quick start is Table 1's search with fewer epochs and a longer table")
    func quickstart() throws {
        var job = try NetworkJob(shippedJob("quickstart.yaml").job)
        let long = try NetworkJob(shippedJob("table-1.yaml").job)
        #expect(job.epochs < long.epochs)
        (job.study, job.purpose, job.epochs) = (long.study, long.purpose, long.epochs)
        (job.top, job.stages) = (long.top, long.stages)
        #expect(job == long)
    }

    @Test(
        "Jobs of the reports' autoencoder have its network, written out or not",
        arguments: ["table-1.yaml", "quickstart.yaml", "table-2.yaml"])
    func standardModel(name: String) throws {
        var job = try NetworkJob(shippedJob(name).job)
        let written = job.model?.canonical
        #expect(written != nil && written == StandardModel.description(of: .autoencoder).canonical)
        let other = job
        job.model = nil
        job.training = TrainingDescription()
        #expect(job.trainsAs(other))
    }

    @Test("Table 1's search with early stopping has its space, seed and network")
    func earlyStopping() throws {
        var job = try shippedJob("table-1-asha.yaml").job
        let full = try shippedJob("table-1.yaml").job
        #expect(job.scheduler.type == "asha" && job.trials == 81)
        #expect(job.budget == Budget(epochs: full.trials * full.epochs / 5))
        (job.study, job.purpose, job.stages) = (full.study, full.purpose, full.stages)
        (job.scheduler, job.trials, job.budget) = (full.scheduler, full.trials, full.budget)
        #expect(job == full)
    }

    @Test("Table 2's job is Table 1's with noise")
    func tableTwo() throws {
        var job = try NetworkJob(shippedJob("table-2.yaml").job)
        let clean = try NetworkJob(shippedJob("table-1.yaml").job)
        #expect(job.objective == .denoisingAutoencoder)
        #expect(Corruption(job.corruption, in: Configuration([])) == Corruption())
        (job.study, job.purpose, job.objective) = (clean.study, clean.purpose, clean.objective)
        (job.corruption, job.stages) = ([], clean.stages)
        // A seed of its own, as the job says.
        #expect(job.seed != clean.seed)
        job.seed = clean.seed
        // Its batch size, which the report doesn't give, is searched.
        #expect(job.space["batch_size"] != nil)
        job.space.parameters.removeAll { $0.name == "batch_size" }
        job.columns.removeAll { $0.heading == "Batch" }
        #expect(job == clean)
    }

    @Test("Bayesian optimisation has Table 1's network, data and budget, and ranges for its pools")
    func bayesian() throws {
        var job = try NetworkJob(shippedJob("bayesian.yaml").job)
        let random = try NetworkJob(shippedJob("table-1.yaml").job)
        #expect(job.sampler.type == "tpe" && random.sampler == .random)
        for (found, pool) in zip(job.space.parameters, random.space.parameters) {
            #expect(found.name == pool.name)
            if case .pool = found.domain { Issue.record("\(found.name) is a pool") }
        }
        #expect(job.space["encoding_dimension"] == random.space["encoding_dimension"])
        (job.study, job.purpose, job.space) = (random.study, random.purpose, random.space)
        (job.sampler, job.stages) = (random.sampler, random.stages)
        #expect(job == random)
    }

    @Test("Table 3's job is the report's grid on a frozen encoder")
    func tableThree() throws {
        let job = try NetworkJob(shippedJob("table-3.yaml").job)
        #expect(job.trials == 216 && job.epochs == 20 && job.sampler == .grid)
        #expect(job.pretrained?.parts == ["encoder"] && job.pretrained?.isFrozen == true)
        // The encoder is that of Table 1's winner here, whose sizes are not the report's.
        let model = try #require(job.model?.canonical)
        let report = StandardModel.description(of: .classifier).canonical
        #expect(model["classifier"] == report["classifier"])
        #expect(model["encoder"]?.layers.map(\.kind) == report["encoder"]?.layers.map(\.kind))
        #expect(model["encoder"]?.layers.dropLast(3) == report["encoder"]?.layers.dropLast(3))
        #expect(
            job.columns.map(\.heading).prefix(7) == [
                "Nh1", "Optimizer", "Epochs", "Lear. Rate", "Dropout p", "Weight_dec", "Valid_loss",
            ])
        for seed in 0..<50 {
            var other = job
            other.seed = UInt64(seed)
            let sampler = try StudySampler(job: other.job)
            guard case .categorical(let units)? = sampler.space["hidden_units"]?.domain else {
                Issue.record("hidden_units is no pool")
                return
            }
            #expect(units.count == 6 && units.allSatisfy { (50...299).contains($0.number ?? 0) })
        }
    }

    @Test("The GAN's job has Table 4's settings")
    func gan() throws {
        let job = try NetworkJob(shippedJob("gan.yaml").job)
        var sampler = try StudySampler(job: job.job)
        let configuration = sampler.suggest(trial: 0)
        #expect(job.trials == 1 && job.epochs == 400 && job.batchSize == 256)
        let networks = try JobNetwork.networks(of: job, in: configuration)
        let sizes = networks.map { $0.network.parameters.filter(\.isWeight).map(\.shape) }
        #expect(sizes[0] == [[256, 100], [512, 256], [784, 512]])
        #expect(sizes[1] == [[512, 784], [256, 512], [1, 256]])
        for (part, rate) in [("generator", 2e-4), ("discriminator", 5e-4)] {
            let plan = try TrainingPlan(job: job, part: part, configuration: configuration)
            #expect(plan.optimizer == OptimizerSettings(.adam, learningRate: rate))
            #expect(plan.loss == .binaryCrossEntropy && plan.latentDimension == 100)
        }
    }

    @Test("The search over the report's GAN has its networks and its settings among others")
    func ganSearch() throws {
        let job = try NetworkJob(shippedJob("gan-search.yaml").job)
        let report = try NetworkJob(shippedJob("gan.yaml").job)
        #expect(job.model == report.model && job.training == report.training)
        #expect(job.metric == Metric(name: GANQuality.metric) && report.quality == nil)
        #expect(Set(job.space.parameters.map(\.name)) == Set(report.space.parameters.map(\.name)))
        for parameter in report.space.parameters {
            guard case .categorical(let choices) = parameter.domain, choices.count == 1 else {
                Issue.record("\(parameter.name) has several values in Table 4")
                continue
            }
            let found = try #require(job.space[parameter.name]?.domain)
            switch found {
            case .categorical(let others): #expect(others.contains(choices[0]))
            case .float(let domain):
                #expect((domain.low...domain.high).contains(choices[0].number ?? .nan))
            case .int, .pool: Issue.record("\(parameter.name) is \(found)")
            }
        }
    }

    @Test("The convolutional GAN goes from 7 x 7 pixels to 28 x 28 and back, whatever is drawn")
    func dcgan() throws {
        let job = try NetworkJob(shippedJob("dcgan.yaml").job)
        let features = try #require(job.quality?.features.path)
        #expect(features.hasSuffix("results/classifier-unfrozen/model/model.safetensors"))
        #expect(job.metric == Metric(name: GANQuality.metric))
        var sampler = try StudySampler(job: job.job)
        for trial in 0..<job.trials {
            let configuration = sampler.suggest(trial: trial)
            let networks = try JobNetwork.networks(of: job, in: configuration).map(\.network)
            let heights = networks.map { $0.shapes.compactMap(\.height) }
            #expect(Set(heights[0]) == [7, 14, 28] && heights[0].last == 28)
            #expect(Set(heights[1]) == [14, 7])
            #expect(networks.allSatisfy { !$0.buffers.isEmpty })
        }
    }

    @Test("Table 1's pools have the report's sizes and bounds for every seed", arguments: 0..<200)
    func pools(seed: Int) throws {
        var job = try NetworkJob(shippedJob("table-1.yaml").job)
        job.seed = UInt64(seed)
        var sampler = try StudySampler(job: job.job)
        func numbers(_ name: String) throws -> [Double] {
            guard case .categorical(let values)? = sampler.space[name]?.domain else {
                Issue.record("\(name) is no list of candidates")
                return []
            }
            return values.compactMap(\.number)
        }
        let penalties = try numbers("l2")
        #expect(penalties.count == 11 && penalties[0] == 0)
        #expect(penalties.dropFirst().allSatisfy { $0 > 0 && $0 < 6e-4 })
        let rates = try numbers("learning_rate")
        #expect(rates.count == 10 && rates.allSatisfy { $0 >= 1e-5 && $0 < 7e-3 })
        let units = try numbers("hidden_units")
        #expect(units.count == 10 && Set(units).count == 10)
        #expect(units.allSatisfy { (50...149).contains($0) })
        let configurations = (0..<job.trials).map { sampler.suggest(trial: $0) }
        #expect(Set(configurations).count == job.trials)
        for optimizer in ["Adam", "RMSprop"] {
            #expect(configurations.contains { $0["optimizer"] == .text(optimizer) })
        }
    }

    @Test("The learning rates' grid is the report's")
    func learningRates() throws {
        let job = try NetworkJob(shippedJob("learning-rate-grid.yaml").job)
        #expect(job.trials == 25 && job.split.validation == .testSet)
        #expect(job.columns.map(\.heading) == ["lr", "Seed", "MSE"])
        var sampler = try StudySampler(job: job.job)
        let tried = (0..<25).map { sampler.suggest(trial: $0) }
        let rates = tried.compactMap { $0["learning_rate"]?.number }
        for rate in [0.01, 0.005, 0.001, 0.0005, 0.00001] {
            #expect(rates.count { $0 == rate } == 5)
        }
        #expect(Set(tried).count == 25)
        #expect(sampler.space["l2"]?.domain == .categorical([.float(1e-5)]))
        #expect(sampler.space["hidden_units"]?.domain == .categorical([.int(64)]))
    }

    @Test("The dimensions' grid is the report's, at the best learning rate")
    func dimensions() throws {
        let job = try NetworkJob(shippedJob("encoding-dimension-grid.yaml").job)
        var sampler = try StudySampler(job: job.job)
        let tried = (0..<job.trials).map { sampler.suggest(trial: $0) }
        #expect(tried.map { $0["encoding_dimension"] } == [2, 4, 6, 8, 10].map { .int($0) })
        #expect(tried.allSatisfy { $0["learning_rate"] == .float(0.005) })
    }
}

extension Shape {
    /// An image's height; nil for a vector.
    fileprivate var height: Int? {
        if case .image(_, let height, _) = self { return height }
        return nil
    }
}
