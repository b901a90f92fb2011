import Foundation
import Portable
import Testing

@testable import Reporting

@Suite("Numbers, times and widths as text")
struct TextTests {
    @Test(
        "Numbers are rounded to significant digits as the reports print them",
        arguments: [
            (5.1e-05, 3, "5.1e-05"), (0.0009, 3, "0.0009"), (0.0172, 4, "0.0172"),
            (0.017249, 3, "0.0172"), (0.01725, 3, "0.0173"), (0.99996, 4, "1"),
            (0.00099996, 4, "0.001"), (9.9996e-05, 4, "0.0001"), (9.999e-06, 3, "1e-05"),
            (123_456, 3, "123456"), (1_234, 4, "1234"), (1_000, 3, "1000"), (999.5, 3, "1000"),
            (8_706_960.4, 6, "8706960"), (250_000, 3, "250000"), (9_999_999_999.6, 3, "1e+10"),
            (12_345_678_901, 3, "1.23e+10"),
            (100, 3, "100"), (0.1, 1, "0.1"), (0, 3, "0"), (-0.0012345, 3, "-0.00123"),
            (1e300, 3, "1e+300"), (.leastNonzeroMagnitude, 3, "5e-324"), (1.5, 0, "2"),
            (-0.0, 3, "0"),
            (.nan, 3, "nan"), (-.infinity, 3, "-inf"),
        ])
    func rounded(value: Double, digits: Int, expected: String) {
        #expect(NumberText.rounded(value, digits: digits) == expected)
    }

    @Test(
        "Zeros at the end are kept where a column is to line up",
        arguments: [
            (0.0172, "0.01720"), (0.02, "0.02000"), (5.1e-05, "5.100e-05"), (1, "1.000"),
            (12.5, "12.50"), (1_234.0, "1234"), (0, "0.000"), (0.99999, "1.000"),
        ])
    func keepsZeros(value: Double, expected: String) {
        #expect(NumberText.rounded(value, digits: 4, keepsZeros: true) == expected)
    }

    @Test("Rounded texts agree with C's %g, but digits before the point are never rounded")
    func likeC() {
        let generator = SeededGenerator(seed: 5, purpose: .tests)
        for index in 0..<20_000 {
            let value = PortableMath.exp((generator.uniform(index: index) - 0.5) * 60)
            for digits in [2, 3, 4, 6] {
                let text = String(format: "%.\(digits)g", value)
                let isLarge = value < 9_999_999_999.5 && text.contains("e+")
                #expect(
                    NumberText.rounded(value, digits: digits)
                        == (isLarge ? String(format: "%.0f", value) : text))
            }
        }
    }

    @Test("Thousands are parted, and rates have no digits that nobody reads")
    func rates() {
        #expect(
            [0, 7, 999, 1_000, 24_310, 1_234_567, -1_234].map(NumberText.grouped)
                == ["0", "7", "999", "1,000", "24,310", "1,234,567", "-1,234"])
        #expect(
            [24_310.4, 100, 99.9, 3.44, 0.0123, 0, .nan].map(NumberText.rate)
                == ["24,310", "100", "100", "3.4", "0.012", "0", "nan"])
    }

    @Test("A single value has four digits, and more if it is large or close to 1")
    func metricValues() {
        #expect(
            [0.018_984, 123.456, 9_999.6, 12_345.678, -1_000_000.0123, 250_000, 3e15].map(
                MetricText.rounded)
                == [
                    "0.01898", "123.5", "9999.6", "12345.678", "-1000000.012", "250000",
                    "3.000e+15",
                ])
        #expect(
            [0.9634, 0.99, 0.991, 0.999_908_97, 1, 1 - 0x1p-53].map(MetricText.rounded)
                == ["0.9634", "0.99", "0.991", "0.99990897", "1", "1"])
    }

    @Test("Names of choices are all different, and none is empty")
    func choiceNames() {
        #expect(
            ConfigurationText.names(of: [.float(0.12341), .float(0.12342), .float(2)])
                == ["0.12341", "0.12342", "2"])
        #expect(ConfigurationText.names(of: [.text(""), .text("relu")]) == ["\"\"", "relu"])
        #expect(
            ConfigurationText.names(of: [.int(1), .text("1"), .float(1)])
                == ["1", "\"1\"", "1.0"])
    }

    @Test("Durations are said in two units at most")
    func durations() {
        let seconds = [
            0, 0.0004, 0.0118, 0.0994, 0.0996, 0.44, 9.94, 9.96, 59.4, 59.6, 72, 3_599.6, 7_500,
            90_000, -3, .nan,
        ]
        #expect(
            seconds.map(TimeText.duration) == [
                "0 s", "0 s", "12 ms", "99 ms", "0.1 s", "0.4 s", "9.9 s", "10 s", "59 s",
                "1 m 00 s",
                "1 m 12 s", "1 h 00 m", "2 h 05 m", "1 d 01 h", "0 s", "?",
            ])
    }

    @Test("Dates agree with Foundation's calendar over 400 years")
    func dates() {
        #expect(TimeText.date(0) == "1970-01-01 00:00:00 UTC")
        #expect(TimeText.date(951_782_400) == "2000-02-29 00:00:00 UTC")
        #expect(TimeText.date(-1) == "1969-12-31 23:59:59 UTC")
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss 'UTC'"
        for step in 0..<2_000 {
            let seconds = Double(step - 1_000) * 6_311_433.0
            let expected = formatter.string(from: Date(timeIntervalSince1970: seconds))
            #expect(TimeText.date(seconds) == expected)
        }
    }

    @Test("Wide characters take two columns, combining ones none")
    func widths() {
        let widths = [
            ("abc", 3), ("é", 1), ("e\u{301}", 1), ("模型", 4), ("👩‍🔬", 2), ("🇮🇹", 2), ("❤️", 2),
            ("", 0), ("…", 1), ("━╸", 2),
        ]
        for (text, width) in widths { #expect(DisplayWidth.of(text) == width, "\(text)") }
    }

    @Test("Texts are cut at whole characters, with a mark")
    func truncation() {
        #expect(DisplayWidth.truncated("hello", to: 5) == "hello")
        #expect(DisplayWidth.truncated("hello", to: 4) == "hel…")
        #expect(DisplayWidth.truncated("模型模型", to: 4) == "模…")
        #expect(DisplayWidth.truncated("hello", to: 0) == "")
        #expect(DisplayWidth.padded("模", to: 4, right: true) == "  模")
        #expect(DisplayWidth.printable("a\u{1B}[2J\nb\u{202E}c") == "a [2J b c")
    }

    @Test("Curves run from the lowest to the highest finite value")
    func sparklines() {
        #expect(Sparkline.of([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
        #expect(Sparkline.of([7, 0, 3.5], unicode: false) == "@.+")
        #expect(Sparkline.of([1, .nan, 2, .infinity]) == "▁×█×")
        #expect(Sparkline.of([.nan], unicode: false) == "x")
        #expect(Sparkline.of([3, 3, 3]) == "▄▄▄")
        #expect(Sparkline.of([]) == "")
        #expect(Sparkline.of([-.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == "▁█")
    }

    @Test("Long curves are thinned to a width and keep their last value")
    func thinnedSparklines() {
        for count in 1...50 {
            for width in 0...20 {
                var values = [Double](repeating: 0, count: count)
                values[count - 1] = 1
                let line = Sparkline.of(values, width: width)
                #expect(line.count == min(count, width))
                if line.count > 1 { #expect(line.last == "█") }
            }
        }
    }

    @Test("Short names are initials, and stay long where two would be the same")
    func shortNames() {
        let names = [
            "learning_rate", "layer_ratio", "optimizer", "l2", "nh_1", "encoding_dimension",
        ]
        #expect(
            ConfigurationText.shortNames(names) == [
                "learning_rate": "learning_rate", "layer_ratio": "layer_ratio",
                "optimizer": "opt", "l2": "l2", "nh_1": "nh_1", "encoding_dimension": "ed",
            ])
    }
}
