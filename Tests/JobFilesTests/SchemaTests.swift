import Foundation
import Models
import Search
import StudyModel
import Testing

@testable import JobFiles

/// The JSON Schema for editors agrees with the reader, and the documentation with both.
@Suite struct SchemaTests {
    private let schema: [String: Any]

    init() throws {
        let data = try Data(contentsOf: repository.appending(path: "docs/job.schema.json"))
        schema = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// What is found by following keys from the top.
    private func at(_ path: String...) throws -> [String: Any] {
        try path.reduce(schema) { node, key in
            try #require(node[key] as? [String: Any], "\(path) stops at \(key)")
        }
    }

    private func text(_ node: [String: Any]) -> [String] {
        (node["enum"] as? [Any] ?? []).compactMap { $0 as? String }
    }

    @Test("The schema has the reader's keys, and allows no others")
    func keys() throws {
        let mappings = [
            (try at(), JobKeys.job), (try at("properties", "split"), JobKeys.split),
            (try at("properties", "metric"), JobKeys.metric),
            (try at("$defs", "column"), JobKeys.column),
            (try at("$defs", "float"), JobKeys.float), (try at("$defs", "int"), JobKeys.int),
            (try at("$defs", "categorical"), JobKeys.categorical),
            (try at("$defs", "pool"), JobKeys.pool), (try at("$defs", "files"), JobKeys.dataset),
            (try at("$defs", "samples"), JobKeys.samples),
            (try at("properties", "pretrained"), JobKeys.pretrained),
            (try at("properties", "quality"), JobKeys.quality),
            (try at("$defs", "table"), JobKeys.table),
        ]
        for (node, keys) in mappings {
            let properties = try #require(node["properties"] as? [String: Any])
            #expect(Set(properties.keys) == Set(keys))
            #expect(node["additionalProperties"] is Bool || node["type"] as? String != "object")
        }
    }

    @Test("The schema has the reader's words")
    func choices() throws {
        #expect(
            text(try at("properties", "objective")) == ObjectiveSections.kinds)
        let named = try #require(try at("properties", "dataset")["anyOf"] as? [[String: Any]])
        #expect(text(named[0]) == DatasetName.allCases.map(\.rawValue))
        let samplers = try #require(try at("properties", "sampler")["oneOf"] as? [[String: Any]])
        let kinds = SamplerKind.all.map(\.name)
        #expect(text(samplers[0]) == kinds)
        let schedulers = try #require(
            try at("properties", "scheduler")["oneOf"] as? [[String: Any]])
        #expect(text(schedulers[0]) == SchedulerKind.all.map(\.name))
        let own = try #require(schedulers[1]["properties"] as? [String: [String: Any]])
        #expect(
            Set(own.keys) == Set(SchedulerKind.all.flatMap(\.settings).map(\.name) + ["type"]))
        let settings = try #require(samplers[1]["properties"] as? [String: [String: Any]])
        #expect(text(settings["type"] ?? [:]) == kinds)
        #expect(
            Set(settings.keys)
                == Set(["type"] + SamplerKind.all.flatMap(\.settings).map(\.name)))
        let standard = TPESettings()
        #expect(settings["startup"]?["default"] as? Int == standard.startup)
        #expect(settings["candidates"]?["default"] as? Int == standard.candidates)
        #expect(settings["lag"]?["default"] as? Int == standard.lag)
        #expect(
            text(try at("properties", "split", "properties", "validation"))
                == Split.Validation.allCases.map(\.rawValue))
        #expect(
            text(try at("properties", "metric", "properties", "direction"))
                == Metric.Direction.allCases.map(\.rawValue))
        #expect(text(try at("$defs", "distribution")) == JobKeys.distributions)
        #expect(text(try at("$defs", "column", "properties", "value")) == JobKeys.columnValues)
        let metrics = Set(NetworkKind.allCases.flatMap { ObjectiveRequirements($0).metrics })
            .union([GANQuality.metric])
        // Programs report metrics of any names.
        for node in [
            try at("properties", "metric", "properties", "name"),
            try at("$defs", "column", "properties", "metric"),
        ] {
            let choices = try #require(node["anyOf"] as? [[String: Any]])
            #expect(Set(text(choices[0])) == metrics && choices.count == 2)
        }
        for type in JobKeys.domainTypes {
            #expect(try at("$defs", type, "properties", "type")["const"] as? String == type)
        }
    }

    @Test(
        "The schema's limits are the reader's",
        arguments: ["epochs", "batch_size", "trials", "top", "max_failures"])
    func limits(key: String) throws {
        let node = try at("properties", key)
        let (low, high) = (node["minimum"] as? Int, node["maximum"] as? Int)
        for (value, isRight) in [
            (low, true), (high, true), (low.map { $0 - 1 }, false), (high.map { $0 + 1 }, false),
        ] {
            let number = try #require(value)
            let lines = key == "trials" ? "trials: \(number)" : "trials: 5\n\(key): \(number)"
            let text =
                ObjectiveSections.keys.contains(key)
                ? MistakeCases.autoencoder(lines) : nullJob(lines)
            #expect(messages(text).isEmpty == isRight, "\(key): \(number)")
        }
    }

    @Test("Every key and word is documented")
    func documentation() throws {
        let text = try String(
            contentsOf: repository.appending(path: "docs/jobs.md"), encoding: .utf8)
        let known = [
            JobKeys.job, JobKeys.split, JobKeys.metric, JobKeys.column, JobKeys.columnValues,
            JobKeys.domainTypes, JobKeys.distributions, JobKeys.float, JobKeys.categorical,
            JobKeys.pool, JobKeys.dataset, JobKeys.samples, JobKeys.array, JobKeys.pretrained,
            JobKeys.quality, JobKeys.table, JobKeys.missing, JobKeys.testRows,
            SamplerKind.all.flatMap(\.settings).map(\.name),
            SamplerKind.all.map(\.name), SchedulerKind.all.map(\.name),
            [GANQuality.metric], ObjectiveSections.kinds,
            NetworkKind.allCases.flatMap { ObjectiveRequirements($0).metrics },
            NetworkKind.allCases.flatMap { $0.parts.map(\.name) },
            NetworkKind.allCases.flatMap {
                ObjectiveRequirements($0, model: nil).parameters?.map(\.name) ?? []
            },
        ]
        for word in known.joined() {
            #expect(text.contains("`\(word)`"), "\(word) isn't in docs/jobs.md")
        }
    }

    @Test("The documentation's examples are right job files")
    func examples() throws {
        let text = try String(
            contentsOf: repository.appending(path: "docs/jobs.md"), encoding: .utf8)
        let blocks = text.split(separator: "```yaml\n").dropFirst().compactMap {
            $0.split(separator: "```").first.map(String.init)
        }
        #expect(blocks.count >= 2)
        for block in blocks {
            // A whole job, what follows its search, or its space.
            let text =
                block.hasPrefix("study:")
                ? block
                : ["then:", "sampler:", "budget:"].contains(where: block.hasPrefix)
                    ? nullJob("trials: 1\n" + block, space: "  x: 1")
                    : nullJob("trials: 1", space: block)
            #expect(messages(text).isEmpty, "\(messages(text))")
        }
    }

    @Test("The documentation's models and trainings are right")
    func modelExamples() throws {
        let text = try String(
            contentsOf: repository.appending(path: "docs/models.md"), encoding: .utf8)
        let blocks = text.split(separator: "```yaml\n").dropFirst().compactMap {
            $0.split(separator: "```").first.map(String.init)
        }
        #expect(blocks.count >= 5)
        for block in blocks {
            #expect(messages(block).isEmpty, "\(block)\(messages(block))")
        }
    }
}
