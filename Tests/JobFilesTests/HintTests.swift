import JobFiles
import Testing

/// What is said about things written as other programs, or haste, write them.
@Suite struct HintTests {
    /// The first message about a parameter's line in a job of the null objective.
    private func message(_ line: String) -> String {
        messages(nullJob("trials: 3", space: "  " + line)).first ?? "none"
    }

    /// The same of an autoencoder's.
    private func trained(_ line: String) -> String {
        let text = """
            study: s
            objective: autoencoder
            dataset: mnist
            epochs: 1
            trials: 3
            space:
              encoding_dimension: 5
              \(line)
              \(line.hasPrefix("hidden_units") ? "learning_rate: 0.1" : "hidden_units: 64")
            """
        return messages(text).first ?? "none"
    }

    @Test("Quotation marks, brackets and braces that aren't closed are reported where they open")
    func unclosed() {
        for (line, column, text) in [
            ("x: \"abc", 6, "quotation mark"), ("x: 'abc", 6, "quotation mark"),
            ("x: [1, 2", 6, "bracket"), ("x: { type: float, low: 0", 6, "brace"),
        ] {
            let found = message(line)
            #expect(
                found.hasPrefix("job.yaml:5:\(column): the \(text) that opens here"), "\(found)")
        }
    }

    @Test("Keys of other programs get ours")
    func keys() {
        let start = "x: { type: float, low: 0.1, high: 1, "
        #expect(message(start + "log: true }").hasSuffix("write distribution: log"))
        #expect(message("x: { type: float, min: 0, max: 1 }").contains("did you mean 'low'?"))
        #expect(message("x: { min: 0, max: 1 }").contains("type: float, low: …, high: …"))
        #expect(message("x: { values: [1, 2] }").contains("a list alone"))
        #expect(message("x: {type:float,low:0}").contains("a space behind each colon"))
        #expect(message(start + "distribution: loguniform }").contains("did you mean 'log'?"))
        #expect(
            message("a: &d { type: float, low: 0, high: 1 }\n  b: { <<: *d }")
                .contains("merge keys (<<) are not read"))
        #expect(
            messages(
                nullJob(
                    "trials: 3",
                    space: "  a: &d { type: float, low: 0, high: 1 }\n  b: { <<: *d, type: int }")
            ).joined()
                .contains("merge keys (<<) are not read"))
    }

    @Test("Values that are almost right get what is missing")
    func values() {
        #expect(
            trained("hidden_units: [64.0, 32]").hasSuffix(
                "hidden_units is 64.0, a float; expected an int in 1...65536; write 64"))
        #expect(
            trained("learning_rate: '1e-3'").hasSuffix("numbers are written without quotes"))
        #expect(message("x: null").contains("null, which is no value"))
        let zero = messages("study: s\nobjective: null\ntrials: 3\u{200B}\nspace: { x: 1 }\n")
        #expect(zero.first?.contains("'3<U+200B>'") == true)
        #expect(zero.first?.contains("an invisible character") == true)
    }

    @Test("Choices that tables show alike are refused")
    func alike() {
        for list in ["[1, 1.0, \"1\"]", "[1, '1']", "[true, 'true']", "[0.5, '0.50', a]"] {
            #expect(message("x: \(list)").contains("x has the value"), "\(list)")
        }
        #expect(message("x: [1, '1a', one, 2.5]") == "none")
    }

    @Test("A softmax at the end, and objectives by other names, are explained")
    func text() {
        let text = """
            study: s
            objective: classification
            dataset: mnist
            epochs: 1
            trials: 1
            metric: { name: validation_accuracy, direction: max }
            space: { learning_rate: 0.1 }
            """
        let found = messages(text).joined(separator: "\n")
        #expect(found.contains("did you mean 'classifier'?"))
        #expect(found.contains("did you mean 'maximize'?"))
        let softmax = messages(
            text.replacing("classification", with: "classifier").replacing(
                "max }", with: "maximize }")
                + "\nmodel: { classifier: [flatten, linear: 10, softmax] }")
        #expect(softmax.joined().contains("has a softmax of its own"))
    }
}
