import Files
import Testing

@testable import Datasets

@Suite("Checksums and gzip files")
struct BytesTests {
    @Test("SHA-256 agrees with the vectors of FIPS 180")
    func vectors() {
        #expect(
            SHA256.hexadecimal([])
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.hexadecimal(Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
        #expect(
            SHA256.hexadecimal(Array(two.utf8))
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    }

    @Test("A million letters in uneven pieces have the digest of FIPS 180")
    func pieces() {
        var hash = SHA256()
        var left = 1_000_000
        var size = 1
        while left > 0 {
            let count = min(size, left)
            hash.update([UInt8](repeating: UInt8(ascii: "a"), count: count))
            left -= count
            size = size * 3 % 4_099 + 1
        }
        #expect(
            hash.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    private let fox = Array(
        String(repeating: "The quick brown fox jumps over the lazy dog.\n", count: 100).utf8)

    @Test("A gzip file unpacks to its bytes")
    func unpack() throws {
        let packed = try Golden.bytes("fox.gz")
        #expect(try Gzip.unpack(packed, limit: 4_500).get() == fox)
    }

    @Test("A wrong length at its end is found out, whatever room was made for it")
    func wrongHint() throws {
        var packed = try Golden.bytes("fox.gz")
        packed[packed.count - 4] = 1
        packed[packed.count - 3] = 0
        guard case .failure(let failure) = Gzip.unpack(packed, limit: 10_000) else {
            Issue.record("a wrong length was accepted")
            return
        }
        #expect(failure.reason.contains("incorrect length check"))
    }

    @Test("Every truncation, a flipped byte, and what isn't gzip at all are refused")
    func brokenGzip() throws {
        let packed = try Golden.bytes("fox.gz")
        for count in 0..<packed.count {
            let result = Gzip.unpack(Array(packed.prefix(count)), limit: 10_000)
            #expect(throws: UnpackingFailure.self, "\(count) bytes") { try result.get() }
        }
        var flipped = packed
        flipped[packed.count - 8] ^= 1
        #expect(
            Gzip.unpack(flipped, limit: 10_000)
                == .failure(
                    UnpackingFailure(reason: "not a good gzip file: incorrect data check")))
        let page = Array("<html>sign in to the network</html>".utf8)
        #expect(
            Gzip.unpack(page, limit: 10_000)
                == .failure(
                    UnpackingFailure(reason: "not a good gzip file: incorrect header check")))
    }

    @Test("What unpacks to more than was asked for is refused")
    func limit() throws {
        let packed = try Golden.bytes("fox.gz")
        #expect(
            Gzip.unpack(packed, limit: 4_499)
                == .failure(UnpackingFailure(reason: "it unpacks to more than 4499 bytes")))
    }
}
