import JobFiles
import StudyModel
import Testing
import TrainingEngine

/// What is read of a data set before anything starts, and what is said of it.
@Suite struct DataCheckTests {
    private struct Refusal: Error, CustomStringConvertible { var description: String }

    /// Files whose contents a test says.
    private func environment(
        _ values: FoundArray, labels: Result<LabelFacts, Refusal>,
        samples: Result<SampleFacts, Refusal>
    ) -> JobEnvironment {
        JobEnvironment(
            array: { path, _ in
                guard path.hasSuffix("y") else { return values }
                let count = (try? labels.get().count) ?? values.dimensions[0]
                return FoundArray(
                    file: InputFile(path: path, sha256: "ab", byteCount: 9), dimensions: [count],
                    isBytes: true)
            },
            file: { InputFile(path: $0, sha256: "cd", byteCount: 7) },
            labels: { _, _ in try labels.get() }, samples: { _ in try samples.get() })
    }

    private func found(_ dimensions: [Int], other: [Int]? = nil) -> FoundArray {
        FoundArray(
            file: InputFile(path: "x", sha256: "ab", byteCount: 9), dimensions: dimensions,
            otherDimensions: other, isBytes: false)
    }

    private func facts(_ count: Int, _ low: Double = 0, _ high: Double = 1) -> SampleFacts {
        SampleFacts(
            count: count, lowest: low, highest: high, mappedLowest: low, mappedHighest: high,
            byteCount: count)
    }

    @Test("Images with their channels last are warned about, with the shape to write")
    func channelsLast() {
        let right = Result<LabelFacts, Refusal>.success(
            LabelFacts(count: 40, lowest: 0, highest: 9))
        for (dimensions, hint) in [
            ([40, 28, 20, 3], "write shape: [3, 28, 20]"),
            ([40, 8, 8, 1], "write shape: [1, 8, 8]"),
            ([40, 3, 28, 28], nil as String?), ([40, 3, 8, 4], nil), ([40, 8, 8, 8], nil),
        ] {
            let found = text(values: found(dimensions), labels: right)
            let warnings = found.filter { $0.contains("if the channels come last") }
            #expect(warnings.count == (hint == nil ? 0 : 1), "\(found)")
            #expect(warnings.first?.contains(hint ?? "") ?? true, "\(found)")
        }
        let shaped = text(
            values: found([40, 28, 28, 3]), labels: right, shape: ", shape: [3, 28, 28]")
        #expect(!shaped.contains { $0.contains("channels come last") }, "\(shaped)")
    }

    @Test("Where the objective's own model doesn't fit, the data set is named, not the space")
    func ownModel() throws {
        let values = found([40, 28, 28, 3])
        let error = #expect(throws: JobFileError.self) {
            try JobFile.parse(
                text: """
                    study: s
                    objective: autoencoder
                    dataset: { train: { values: x } }
                    epochs: 1
                    trials: 1
                    space: { learning_rate: 0.1, encoding_dimension: 2, hidden_units: 8 }
                    """, file: "j",
                environment: environment(
                    values, labels: .failure(Refusal(description: "none")),
                    samples: .success(facts(40))))
        }
        let message = try #require(error?.description)
        #expect(message.hasPrefix("j:3:1: encoder."), "\(message)")
        #expect(message.contains("own model doesn't fit samples of 28×28×3"), "\(message)")
    }

    @Test("A single number is no array of samples, and no labels")
    func singleNumber() {
        let right = Result<LabelFacts, Refusal>.success(
            LabelFacts(count: 40, lowest: 0, highest: 9))
        let found = text(values: found([]), labels: right)
        #expect(
            found.contains { $0.contains("values: x is a single number without dimensions") },
            "\(found)")
    }

    /// Messages and warnings about a classifier's job.
    private func text(
        values: FoundArray? = nil, labels: Result<LabelFacts, Refusal>,
        samples: Result<SampleFacts, Refusal>? = nil, split: String = "", shape: String = ""
    ) -> [String] {
        let text = """
            study: s
            objective: classifier
            dataset: { train: { values: x, labels: y }\(shape) }
            \(split)
            epochs: 1
            model: { classifier: [flatten, linear: 10] }
            trials: 1
            space: { learning_rate: 0.1 }
            """
        do {
            return try JobFile.parse(
                text: text, file: "j",
                environment: environment(
                    values ?? found([40, 8, 8]), labels: labels,
                    samples: samples ?? .success(facts(40)))
            ).warnings.map { "warning: \($0)" }
        } catch { return error.mistakes.map(\.description) }
    }

    private func labels(_ low: Int, _ high: Int, count: Int = 40) -> Result<LabelFacts, Refusal> {
        .success(LabelFacts(count: count, lowest: low, highest: high))
    }

    @Test("Labels and samples that workers can't read are refused at their own places")
    func unreadable() {
        #expect(text(labels: labels(0, 9)) == [])
        #expect(
            text(labels: .failure(Refusal(description: "y: found the label -1")))
                == ["j:3:40: dataset.train.labels: y: found the label -1"])
        #expect(
            text(
                labels: labels(0, 9),
                samples: .failure(Refusal(description: "x: found nan in sample 3")))
                == ["j:3:29: dataset.train.values: x: found nan in sample 3"])
    }

    @Test("Labels that a classifier has no output for are refused, with what to do")
    func outputs() {
        #expect(
            text(labels: labels(1, 10)) == [
                "j:3:40: dataset.train.labels are 1 to 10; the classifier has 10 outputs, for "
                    + "labels 0 to 9: subtract 1 from the labels"
            ])
        #expect(
            text(labels: labels(0, 12)) == [
                "j:3:40: dataset.train.labels are 0 to 12; the classifier has 10 outputs, for "
                    + "labels 0 to 9: give it 13 outputs, or change the labels"
            ])
        #expect(
            text(labels: labels(1, 9)) == [
                "warning: j:3:40: dataset.train.labels are 1 to 9: the classes below 1 never occur"
            ])
        #expect(
            text(labels: labels(3, 3)) == [
                "warning: j:3:40: dataset.train.labels are all 3: there is nothing to learn"
            ])
    }

    @Test("A split that leaves no samples on one side is refused at its line")
    func split() {
        #expect(
            text(labels: labels(0, 9), split: "split: { validation_fraction: 0.01 }") == [
                "j:4:8: split.validation_fraction 0.01 of 40 training samples holds out 0; "
                    + "expected one at least to validate on, and one to train on"
            ])
        #expect(
            text(labels: labels(0, 9), split: "split: { validation_fraction: 0.99 }").count == 1)
        #expect(text(labels: labels(0, 9), split: "split: { validation_fraction: 0.02 }") == [])
    }

    @Test("Values that are nowhere near 0 to 1 get the range to write")
    func ranges() {
        func range(_ facts: SampleFacts) -> [String] {
            text(labels: labels(0, 9), samples: .success(facts))
        }
        #expect(
            range(facts(40, 0, 255)) == [
                "warning: j:3:29: dataset.train.values go from 0 to 255; "
                    + "networks learn best from 0 to 1: write range: [0, 255]"
            ])
        var bits = facts(40, 0, 1)
        (bits.mappedLowest, bits.mappedHighest) = (0, 1.0 / 255)
        #expect(
            range(bits) == [
                "warning: j:3:29: dataset.train.values go from 0 to 1, which stand for 0 to "
                    + "0.0039; "
                    + "networks learn best from 0 to 1: write range: [0, 1]"
            ])
        #expect(range(facts(40, -3, 4)) == [])
        #expect(range(facts(40, 2, 2)).first?.contains("nothing to learn") == true)
        // The range begins where the values do, in few digits.
        #expect(range(facts(40, 5, 5.000999927)).first?.hasSuffix("[5, 5.001]") == true)
        #expect(range(facts(40, 12.345678, 987.65432)).first?.hasSuffix("[0, 987.7]") == true)
        // The squares of such values are infinite.
        #expect(
            range(facts(40, 0, 1e20)) == [
                "j:3:29: dataset.train.values have the value 1e+20, whose squares can't be summed "
                    + "in 32 bits; expected values up to 1e+18: replace a number that stands for a "
                    + "missing value"
            ])
    }

    @Test("Test samples on another scale than the training samples have a warning of their own")
    func scales() throws {
        let text = """
            study: s
            objective: autoencoder
            dataset: { train: { values: x }, test: { values: z } }
            epochs: 1
            model: { encoder: [flatten, linear: 2], decoder: [linear: 64] }
            trials: 1
            space: { learning_rate: 0.1 }
            """
        var environment = environment(
            found([40, 8, 8]), labels: labels(0, 9), samples: .success(facts(40)))
        let (unit, large) = (facts(40), facts(40, 0, 230))
        environment.samples = { $0.path.hasSuffix("z") ? large : unit }
        let found = try JobFile.parse(text: text, file: "j", environment: environment)
            .warnings.map(\.message)
        #expect(
            found == [
                "dataset.test.values go from 0 to 230, and dataset.train.values from 0 to 1; "
                    + "expected the same scale of both, as one range holds for both: rescale one "
                    + "of the files"
            ])
    }

    @Test("A range gives bytes and floats one meaning; without it they are refused")
    func mixedTypes() {
        func messages(_ more: String) -> [String] {
            let text = """
                study: s
                objective: autoencoder
                dataset: { train: { values: x }, test: { values: z }\(more) }
                epochs: 1
                model: { encoder: [flatten, linear: 2], decoder: [linear: 64] }
                trials: 1
                space: { learning_rate: 0.1 }
                """
            var environment = environment(
                found([40, 8, 8]), labels: labels(0, 9), samples: .success(facts(40)))
            var bytes = facts(40)
            bytes.areBytes = true
            let (test, training) = (bytes, facts(40))
            environment.samples = { $0.path.hasSuffix("z") ? test : training }
            do {
                return try JobFile.parse(text: text, file: "j", environment: environment).warnings
                    .map(\.message)
            } catch { return error.mistakes.map(\.description) }
        }
        #expect(messages(", range: [0, 255]") == [])
        #expect(messages("").first?.contains("test.values are bytes, which stand for 0") == true)
    }

    @Test("Extents are those of the file, with its name and its variable")
    func ownExtents() {
        var column = found([40])
        (column.variable, column.ownDimensions) = ("X", [40, 1])
        let text = text(values: column, labels: labels(0, 9))
        #expect(
            text.first
                == "j:3:29: dataset.train.values: x (X) has dimensions 40×1, which tells no "
                + "sample's shape; expected dataset.shape, such as [1, 28, 28]", "\(text)")
    }

    @Test("A shape that is stated and labels say which axis counts the samples; else it is said")
    func axes() {
        // 165 faces of 1024 pixels, as many take them for 1024 samples of 165.
        let faces = found([1_024, 165], other: [165, 1_024])
        #expect(
            text(
                values: faces, labels: labels(0, 9, count: 165), samples: .success(facts(165)),
                shape: ", shape: [1, 32, 32]") == [])
        #expect(
            text(values: faces, labels: labels(0, 9, count: 165), samples: .success(facts(165)))
                == [])
        #expect(
            text(
                values: found([8, 8, 8], other: [8, 8, 8]), labels: labels(0, 9, count: 8),
                samples: .success(facts(8))
            ).first?.contains("by its first index or by its last") == true)
    }

    @Test("One-hot labels get the way to make numbers of them")
    func oneHot() {
        let text = """
            study: s
            objective: classifier
            dataset: { train: { values: i.npy, labels: v.npy } }
            epochs: 1
            model: { classifier: [flatten, linear: 10] }
            trials: 1
            space: { learning_rate: 0.1 }
            """
        #expect(messages(text).first?.contains("labels.argmax(axis=1)") == true)
    }

    @Test("Weights are compared with the model in all of its sizes, at the file's line")
    func weights() {
        func text(
            _ shapes: [String: [Int]], units: String = "16",
            faults: [String: TensorFacts.Fault] = [:]
        ) -> [String] {
            var environment = JobEnvironment.fixtures
            environment.tensors = { _ in TensorFacts(shapes: shapes, faults: faults) }
            let text = """
                study: s
                objective: autoencoder
                dataset: mnist
                epochs: 1
                trials: 1
                pretrained: { file: w.safetensors, parts: [encoder] }
                model: { encoder: [flatten, linear: \(units)], decoder: [linear: 784] }
                space: { learning_rate: 0.1, u: [16, 24] }
                """
            do {
                let own = units == "16" ? text.replacing(", u: [16, 24]", with: "") : text
                _ = try JobFile.parse(text: own, file: "j", environment: environment)
                return []
            } catch { return error.mistakes.map(\.description) }
        }
        let good = ["encoder.1.weight": [16, 784], "encoder.1.bias": [16]]
        #expect(text(good) == [])
        #expect(
            text(["encoder.1.weight": [16, 784]]) == [
                "j:6:21: pretrained.file: w.safetensors: it has no tensor \"encoder.1.bias\"; "
                    + "it has \"encoder.1.weight\""
            ])
        #expect(
            text(["encoder.1.weight": [784, 16], "encoder.1.bias": [16]]) == [
                "j:6:21: pretrained.file: w.safetensors: tensor \"encoder.1.weight\" has shape "
                    + "[784, 16]; expected [16, 784]"
            ])
        let bias = TensorFacts.Fault(index: 3, value: .nan)
        #expect(
            text(good, faults: ["encoder.1.bias": bias]) == [
                "j:6:21: pretrained.file: w.safetensors: tensor \"encoder.1.bias\" has NaN as the "
                    + "32-bit float of its value 3 (counted from 0); expected finite numbers"
            ])
        // Other parts are not read.
        #expect(text(good, faults: ["decoder.0.bias": bias]) == [])
        #expect(text(good, units: "$u").first?.contains("(with u=24)") == true)
    }

    @Test("Test samples that are stored in another way than the training samples are refused")
    func elements() {
        func refusals(_ training: Bool, _ test: Bool) -> [String] {
            var environment = environment(
                found([40, 8, 8]), labels: labels(0, 9), samples: .success(facts(40)))
            let facts = facts(40)
            environment.samples = { question -> SampleFacts? in
                var own = facts
                own.areBytes = question.path == "t" ? test : training
                return own
            }
            let text = """
                study: s
                objective: classifier
                dataset:
                  train: { values: x, labels: y }
                  test: { values: t, labels: y }
                epochs: 1
                model: { classifier: [flatten, linear: 10] }
                trials: 1
                space: { learning_rate: 0.1 }
                """
            do {
                _ = try JobFile.parse(text: text, file: "j", environment: environment)
                return []
            } catch { return error.mistakes.map(\.description) }
        }
        #expect(refusals(true, true) == [])
        #expect(refusals(false, false) == [])
        #expect(
            refusals(true, false) == [
                "j:5:19: dataset.test.values are numbers of more than a byte, and "
                    + "dataset.train.values are bytes, which stand for 0 to 1; expected the same "
                    + "of both: save them as one type, such as float32"
            ])
        #expect(
            refusals(false, true).first?.hasPrefix("j:5:19: dataset.test.values are bytes")
                == true)
    }

    @Test("An array with an extent of 0 is said to be empty")
    func empty() {
        let right = Result<LabelFacts, Refusal>.success(
            LabelFacts(count: 6, lowest: 0, highest: 9))
        let found = text(values: found([6, 0, 6]), labels: right)
        #expect(
            found.contains {
                $0.contains("has dimensions 6×0×6, of which one is 0, so it is empty; expected one")
            }, "\(found)")
    }
}
