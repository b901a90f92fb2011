import Portable
import Testing

@Suite("Plain paths") struct PlainPathTests {
    @Test(
        "Names that change nothing are left out",
        arguments: [
            ("./w.npy", "w.npy"), ("a/./b//c", "a/b/c"), ("/./a", "/a"), ("../w", "../w"),
            ("a/../w", "a/../w"), (".", "."), ("w", "w"), ("/", "/"),
        ])
    func text(path: String, plain: String) {
        #expect(PlainPath.text(path) == plain)
    }
}
