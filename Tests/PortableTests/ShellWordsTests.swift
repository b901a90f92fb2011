import Portable
import Testing

@Suite struct ShellWordsTests {
    @Test("Words are quoted where a shell needs it")
    func words() {
        #expect(
            ShellWords.text(["train", "a b", "--x=1,2", "", "it's"])
                == "train 'a b' --x=1,2 '' 'it'\\''s'")
        #expect(ShellWords.text(["a;b", "*", "$x", "<(y)"]) == "'a;b' '*' '$x' '<(y)'")
    }
}
