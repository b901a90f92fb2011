import KernelTypes

#if PODIUM_AVX512
    /// 7 output channels, position after position.
    @inline(never)
    func tile7(
        _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
    ) {
        var position = 0
        while position < window.count {
            var s0 = initial(bias, 0)
            var s1 = initial(bias, 1)
            var s2 = initial(bias, 2)
            var s3 = initial(bias, 3)
            var s4 = initial(bias, 4)
            var s5 = initial(bias, 5)
            var s6 = initial(bias, 6)
            window.forEachTap(at: window.input + position * window.advance) { input, weights in
                var (x, w) = (input, weights)
                var channel = 0
                while channel < window.channels {
                    let value = x.pointee
                    s0.addProduct(value, Lanes(repeating: w[0]))
                    s1.addProduct(value, Lanes(repeating: w[1]))
                    s2.addProduct(value, Lanes(repeating: w[2]))
                    s3.addProduct(value, Lanes(repeating: w[3]))
                    s4.addProduct(value, Lanes(repeating: w[4]))
                    s5.addProduct(value, Lanes(repeating: w[5]))
                    s6.addProduct(value, Lanes(repeating: w[6]))
                    x += window.plane
                    w += 7
                    channel += 1
                }
            }
            result.store(s0, 0, position)
            result.store(s1, 1, position)
            result.store(s2, 2, position)
            result.store(s3, 3, position)
            result.store(s4, 4, position)
            result.store(s5, 5, position)
            result.store(s6, 6, position)
            position += 1
        }
    }

    /// 8 output channels, position after position.
    @inline(never)
    func tile8(
        _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
    ) {
        var position = 0
        while position < window.count {
            var s0 = initial(bias, 0)
            var s1 = initial(bias, 1)
            var s2 = initial(bias, 2)
            var s3 = initial(bias, 3)
            var s4 = initial(bias, 4)
            var s5 = initial(bias, 5)
            var s6 = initial(bias, 6)
            var s7 = initial(bias, 7)
            window.forEachTap(at: window.input + position * window.advance) { input, weights in
                var (x, w) = (input, weights)
                var channel = 0
                while channel < window.channels {
                    let value = x.pointee
                    s0.addProduct(value, Lanes(repeating: w[0]))
                    s1.addProduct(value, Lanes(repeating: w[1]))
                    s2.addProduct(value, Lanes(repeating: w[2]))
                    s3.addProduct(value, Lanes(repeating: w[3]))
                    s4.addProduct(value, Lanes(repeating: w[4]))
                    s5.addProduct(value, Lanes(repeating: w[5]))
                    s6.addProduct(value, Lanes(repeating: w[6]))
                    s7.addProduct(value, Lanes(repeating: w[7]))
                    x += window.plane
                    w += 8
                    channel += 1
                }
            }
            result.store(s0, 0, position)
            result.store(s1, 1, position)
            result.store(s2, 2, position)
            result.store(s3, 3, position)
            result.store(s4, 4, position)
            result.store(s5, 5, position)
            result.store(s6, 6, position)
            result.store(s7, 7, position)
            position += 1
        }
    }
#endif
