import Portable

extension Network {
    /// The reason why a file's tensors don't fit this network, or nil if they do.
    ///
    /// It allocates nothing, because a file may describe a network larger than memory.
    ///
    /// - Parameter parts: restricts the check to tensors of these parts (name prefixes before a
    ///   dot); nil means all.
    package func complaint(about file: TensorFile, parts: [String]? = nil) -> String? {
        complaint(about: file.shapeFacts, parts: parts)
    }

    /// The same check for what is known of a file.
    package func complaint(about facts: TensorFacts, parts: [String]? = nil) -> String? {
        for view in parameters + buffers {
            if let parts, !parts.contains(where: { view.name.hasPrefix($0 + ".") }) { continue }
            guard let found = facts.shapes[view.name] else { return facts.absence(of: view.name) }
            guard found == view.shape else {
                return "tensor \"\(view.name)\" has shape \(found); expected \(view.shape)"
            }
        }
        return nil
    }

    /// The reason why values of a file's tensors are no weights of this network, or nil.
    ///
    /// - Parameter parts: restricts the check to tensors of these parts; nil means all.
    package func complaint(aboutValuesOf facts: TensorFacts, parts: [String]? = nil) -> String? {
        for view in parameters + buffers {
            if let parts, !parts.contains(where: { view.name.hasPrefix($0 + ".") }) { continue }
            guard let fault = facts.faults[view.name] else { continue }
            return
                "tensor \"\(view.name)\" has \(fault.value.messageText) as the 32-bit float of its "
                + "value \(fault.index) (counted from 0); expected "
                + (fault.value.isFinite ? "variances from 0" : "finite numbers")
        }
        return nil
    }
}

extension TensorFacts {
    /// The number of names that a message lists.
    private static let listedCount = 4

    /// Why the file has no usable tensor of a name, with what it has in its place.
    func absence(of name: String) -> String {
        if let type = unread[name] {
            return "tensor \"\(name)\" has dtype \(ForeignText.shown(type, limit: 20)); expected "
                + "one of " + TensorElement.allCases.map(\.rawValue).joined(separator: ", ")
        }
        let names = (Array(shapes.keys) + Array(unread.keys)).sorted()
        let start = "it has no tensor \"\(name)\""
        // Such as PyTorch's DataParallel and Lightning write.
        if let long = names.first(where: { $0.hasSuffix("." + name) }) {
            let prefix = ForeignText.shown(String(long.dropLast(name.count)), limit: 60)
            return start + ", but \"\(prefix)\(name)\": its names have the prefix "
                + "\"\(prefix)\"; remove it, in Python: { name.removeprefix('\(prefix)'): tensor "
                + "for name, tensor in tensors.items() }"
        }
        guard !names.isEmpty else { return start + ", and no other" }
        let listed = names.prefix(Self.listedCount).map {
            "\"\(ForeignText.shown($0, limit: 60))\""
        }.joined(separator: ", ")
        let others = names.count - Self.listedCount
        return start + "; it has " + listed + (others > 0 ? " and \(others, "other")" : "")
    }
}
