/// How often a running attempt sends a checkpoint to the coordinator.
package enum CheckpointInterval: Sendable, Hashable, Codable {
    case seconds(Double)
    case epochs(Int)
}
