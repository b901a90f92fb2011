import Testing

@testable import StudyModel

@Suite("Numbers in tables")
struct TableNumberTests {
    @Test("A decimal comma is told from lists, dates and words")
    func commas() {
        for text in ["3,5", "-0,25", "1.234,5", "1.234.567,89", "2,5e-3", "+7,0"] {
            #expect(TableNumber.hasDecimalComma(text), "\(text)")
        }
        for text in ["3.5", "3", ",5", "3,", "1,2,3", "a,5", "3,x", "3, 5", "", ",", "1e3,5"] {
            #expect(!TableNumber.hasDecimalComma(text), "\(text)")
        }
    }

    @Test("Only numbers in digits are too large")
    func large() {
        for text in ["1e101", "-2E300", "1e400", "1" + String(repeating: "0", count: 101)] {
            #expect(TableNumber.isTooLarge(text), "\(text)")
        }
        for text in ["1e100", "inf", "-infinity", "nan", "e400", "1e", "0x1p500", ""] {
            #expect(!TableNumber.isTooLarge(text), "\(text)")
        }
    }
}
