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

    @Test("Commas between thousands are told from other commas")
    func thousands() {
        for text in ["31,606", "-1,234,567", "+1,234.5", "999,000,001"] {
            #expect(TableNumber.hasThousands(text) && TableNumber.hasComma(text), "\(text)")
        }
        for text in [
            "3,5", "1234,567", "1,23,456", "1.234,567", ",123", "1,abc", "123", "", "1,2345",
            "0,858",
        ] {
            #expect(!TableNumber.hasThousands(text), "\(text)")
        }
        #expect(TableNumber.hasComma("3,5") && !TableNumber.hasComma("1,2,3"))
    }
}
