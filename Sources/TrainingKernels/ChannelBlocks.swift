#if PODIUM_AVX512
    /// The most output channels of a tile of the gather kernel.
    ///
    /// With one tap, as in linear layers, a tile often has a single position. Its channels alone
    /// then hide the latency of multiply-adds. Otherwise, they share the 32 registers with several
    /// positions. 16 channels, whose weights are a cache line, are a sixth slower than 15.
    @inline(__always)
    func tileChannels(taps: Int) -> Int { taps == 1 ? 15 : 8 }
#else
    /// The most output channels of a tile of the gather kernel.
    ///
    /// 6 × 2 accumulators, the input's two halves and one weight are 15 of AVX2's 16 registers.
    @inline(__always)
    func tileChannels(taps: Int) -> Int { 6 }
#endif

/// Channels divided into as few blocks of at most `limit` as possible, as even as possible.
///
/// 87 channels in blocks of 6 are 12 blocks of 6 and 3 of 5: none is padded, none is narrow.
struct ChannelBlocks {
    let count: Int
    /// The first `wideCount` blocks have a channel more than the others, which have `narrow`.
    let narrow: Int
    let wideCount: Int

    @inline(__always)
    init(channels: Int, limit: Int) {
        count = (channels + limit - 1) / limit
        narrow = channels / count
        wideCount = channels % count
    }

    /// How many channels a block has: the wide blocks come first.
    @inline(__always)
    func width(_ index: Int) -> Int { index < wideCount ? narrow + 1 : narrow }
}
