import Files
import Foundation
import Testing
import ZeroMQ

@Suite struct KeyFileTests {
    @Test("Generated pairs are distinct, and a secret key gives its public key")
    func pairs() throws {
        let pairs = try (0..<10).map { _ in try CurveKeyPair.generate() }
        #expect(Set(pairs.map(\.publicKey)).count == 10)
        for pair in pairs {
            #expect(try CurveKeyPair(secretKey: pair.secretKey) == pair)
            #expect(try Z85.validate(key: pair.publicKey).count == 32)
            #expect(!"\(pair)".contains(pair.secretKey))
            #expect(!String(reflecting: pair).contains(pair.secretKey))
        }
    }

    @Test("Z85 decodes the example of its specification")
    func z85() throws {
        // ZeroMQ RFC 32: 86 4F D2 6F B5 59 F7 5B is "HelloWorld".
        #expect(
            Z85.decode([UInt8]("HelloWorld")) == [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B])
        // The largest group of five is more than 32 bits hold.
        #expect(Z85.decode([UInt8]("#####")) == nil)
        #expect(Z85.decode([UInt8]("abc")) == nil)
        let (strange, long) = (String(repeating: "~", count: 40), String(repeating: "a", count: 41))
        for text in ["", "short", strange, long] {
            #expect(throws: ZeroMQError.self) { try Z85.validate(key: text) }
        }
    }

    @Test("Key files are written for their owner only and read back as they were made")
    func roundTrip() throws {
        try withTemporaryDirectory { directory in
            let paths = try KeyFiles.create(directory: "\(directory)/a/b")
            for path in [paths.coordinator, paths.worker, paths.operator] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
            let coordinator = try KeyFiles.readCoordinator(paths.coordinator)
            let worker = try KeyFiles.readWorker(paths.worker)
            #expect(worker.serverPublicKey == coordinator.server.publicKey)
            let own = try KeyFiles.readOperator(paths.operator)
            #expect(own.serverPublicKey == coordinator.server.publicKey)
            #expect(
                coordinator.users
                    == [worker.client.publicKey: "worker", own.client.publicKey: "operator"])
            #expect(throws: ZeroMQError.self) { try KeyFiles.readOperator(paths.worker) }
            let left = try Directory.names(in: "\(directory)/a/b")
            #expect(left.sorted() == ["coordinator.key", "operator.key", "worker.key"])
        }
    }

    @Test("Another operator's key is added to what the coordinator's file has")
    func anotherOperator() throws {
        try withTemporaryDirectory { directory in
            let paths = try KeyFiles.create(directory: directory)
            let before = try KeyFiles.readCoordinator(paths.coordinator)
            // As an editor may leave it.
            let edited =
                try String(contentsOfFile: paths.coordinator, encoding: .utf8)
                + "# the last worker left in May"
            try edited.write(toFile: paths.coordinator, atomically: false, encoding: .utf8)
            let added = try KeyFiles.addOperator(
                directory: directory, to: "\(directory)/ann.key")
            let own = try KeyFiles.readOperator(added.operator)
            #expect(own.serverPublicKey == before.server.publicKey)
            var users = before.users
            users[own.client.publicKey] = "operator"
            #expect(try KeyFiles.readCoordinator(paths.coordinator).users == users)
            #expect(users.count == 3)
            let text = try String(contentsOfFile: paths.coordinator, encoding: .utf8)
            #expect(text.hasPrefix(edited + "\n"))
            for path in [added.operator, paths.coordinator] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
            let error = #expect(throws: ZeroMQError.self) {
                _ = try KeyFiles.addOperator(directory: directory)
            }
            #expect("\(try #require(error))".contains("operator.key: exists already"))
            #expect(try String(contentsOfFile: paths.coordinator, encoding: .utf8) == text)
            #expect(throws: ZeroMQError.self) {
                _ = try KeyFiles.addOperator(directory: directory + "/none")
            }
        }
    }

    @Test("Existing key files are kept unless replacing is asked for")
    func force() throws {
        try withTemporaryDirectory { directory in
            let paths = try KeyFiles.create(directory: directory)
            let before = try KeyFiles.readWorker(paths.worker)
            let error = #expect(throws: ZeroMQError.self) {
                _ = try KeyFiles.create(directory: directory)
            }
            #expect("\(try #require(error))".contains("coordinator.key: exists already; --force"))
            #expect(try KeyFiles.readWorker(paths.worker) == before)
            _ = try KeyFiles.create(directory: directory, force: true)
            #expect(try KeyFiles.readWorker(paths.worker) != before)
        }
    }

    @Test("A key file that others can use is refused", arguments: [0o640, 0o604, 0o620, 0o666])
    func permissions(mode: Int) throws {
        try withTemporaryDirectory { directory in
            let path = try KeyFiles.create(directory: directory).worker
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: path)
            let error = #expect(throws: ZeroMQError.self) { _ = try KeyFiles.readWorker(path) }
            #expect("\(try #require(error))".contains("chmod 600 \(path)"))
            // The advice is for a key only.
            try "study: a\n".write(toFile: path, atomically: false, encoding: .utf8)
            let other = #expect(throws: ZeroMQError.self) { _ = try KeyFiles.readWorker(path) }
            #expect("\(try #require(other))".contains("no key file of Podium"))
        }
    }

    @Test("Each mistake in a key file is told with its line")
    func mistakes() throws {
        try withTemporaryDirectory { directory in
            let (coordinator, worker) = try KeyFiles.generate()
            let (good, other) = (worker.client, coordinator.server)
            let head = "# comment\npodium-key worker 1\n"
            let server = "server-public-key \(worker.serverPublicKey)\n"
            let pair = "public-key \(good.publicKey)\nsecret-key \(good.secretKey)\n"
            let cases: [(text: String, words: String)] = [
                ("", "w: is empty"),
                ("\n\nhello\n", "w:3: expected `podium-key worker 1`"),
                ("podium-key coordinator 1\n", "w:1: expected the worker's key file"),
                ("podium-key worker 2\n", "w:1: this program reads version 1 only"),
                (head + pair, "w: has no line `server-public-key`"),
                (head + server, "w: has no line `public-key`"),
                (head + server + server + pair, "w:4: `server-public-key` was given before"),
                (head + "server-public-key abc\n" + pair, "w:3: \"abc\" is not a CURVE key"),
                (head + server + pair + "hue 1\n", "w:6: unknown name `hue`"),
                (
                    head + server + "public-key \(other.publicKey)\nsecret-key \(good.secretKey)\n",
                    "w: public-key and secret-key don't belong to each other"
                ),
            ]
            let path = "\(directory)/w"
            for (text, words) in cases {
                #expect(
                    FileManager.default.createFile(
                        atPath: path, contents: Data(text.utf8),
                        attributes: [.posixPermissions: 0o600]))
                let error = #expect(throws: ZeroMQError.self) { _ = try KeyFiles.readWorker(path) }
                let message = "\(try #require(error))"
                #expect(message.hasPrefix("\(directory)/\(words)"), "\(message)")
                #expect(!message.contains(good.secretKey))
            }
        }
    }

    @Test("A missing key file says how to make one")
    func missing() throws {
        let error = #expect(throws: ZeroMQError.self) {
            _ = try KeyFiles.readCoordinator("/nonexistent/coordinator.key")
        }
        #expect("\(try #require(error))".contains("`podium keys new` makes key files"))
        // A directory opens like a file.
        #expect(throws: ZeroMQError.self) { _ = try KeyFiles.readWorker("/tmp") }
    }
}
