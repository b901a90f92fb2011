import KernelTypes

/// Memory for floats, aligned to whole vectors and initialised to zero.
package final class AlignedStorage {
    package let floats: UnsafeMutablePointer<Float>
    package let count: Int

    /// Allocates at least `count` floats.
    package init(floats count: Int) {
        let bytes = max((count + 15) / 16 * 64, 64)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        floats = memory.bindMemory(to: Float.self, capacity: bytes / 4)
        self.count = bytes / 4
    }

    deinit { UnsafeMutableRawPointer(floats).deallocate() }

    /// The same memory as vectors, from a float offset that is a multiple of 16.
    func lanes(at offset: Int = 0) -> UnsafeMutablePointer<Lanes> {
        // Vectors and floats are views of one block that only this object can reach.
        UnsafeMutableRawPointer(floats + offset).assumingMemoryBound(to: Lanes.self)
    }
}

/// A constant-size table in memory that kernels read through a plain pointer.
final class FixedTable<Element> {
    let buffer: UnsafeMutableBufferPointer<Element>

    init(_ values: [Element]) {
        buffer = .allocate(capacity: values.count)
        _ = buffer.initialize(from: values)
    }

    deinit {
        buffer.deinitialize()
        buffer.deallocate()
    }

    var view: UnsafeBufferPointer<Element> { UnsafeBufferPointer(buffer) }
}
