/// How timesteps form the windows that detections are published for.
///
/// | state | order | stride | what happens |
/// | --- | --- | --- | --- |
/// | carry | oldest first | 1...T | each timestep runs as it comes; every `stride` timesteps the mean of the last T outputs |
/// | carry | newest first | T | the network runs once a window is full |
/// | reset | oldest first | T | each timestep runs as it comes; the state is zeroed at the first of each window |
/// | reset | newest first, or stride < T | 1...T | once a window is full, zeroed state and all its T timesteps |
///
/// After a start, a gap or a restart, windows begin anew. Where the state is carried and windows overlap, the first ones are
/// then shorter than T: a robot is told at once what is known, and the window's bounds say what it rests on. Where the state
/// is reset only full windows are published, for that is all that the network was trained on.
public struct WindowSchedule: Equatable, Hashable, Sendable {
  /// In which order a window's timesteps enter the network.
  public enum Order: String, Equatable, Hashable, Sendable, CaseIterable {
    /// As they happened.
    case oldestFirst = "oldest-first"
    /// The last one first, as the published Gen1 checkpoints were trained.
    case newestFirst = "newest-first"
  }

  /// What becomes of the membrane state between windows.
  public enum StateMode: String, Equatable, Hashable, Sendable, CaseIterable {
    /// It lasts as long as the stream is continuous.
    case carry
    /// It is zeroed before each window.
    case reset
  }

  /// The largest number of timesteps of a window.
  public static let largestTimestepCount = 1_024

  /// Timesteps of a full window (T).
  public let timesteps: Int
  /// Timesteps from one published window to the next, 1...T.
  public let stride: Int
  /// In which order timesteps enter the network.
  public let order: Order
  /// What becomes of the membrane state between windows.
  public let stateMode: StateMode

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - timesteps: timesteps of a window (T), 1...1024.
  ///   - stride: timesteps from one published window to the next, 1...T; nil for T.
  ///   - order: in which order timesteps enter the network.
  ///   - stateMode: what becomes of the membrane state between windows.
  /// - Throws: `TimestepsError.windowSchedule` for numbers out of range, and for overlapping windows that are to be fed newest
  ///   first with the state carried.
  public init(
    timesteps: Int, stride: Int? = nil, order: Order = .oldestFirst, stateMode: StateMode
  ) throws(TimestepsError) {
    let stride = stride ?? timesteps
    guard (1...Self.largestTimestepCount).contains(timesteps) else {
      throw .windowSchedule(
        timesteps: timesteps, stride: stride, reason: "give 1...\(Self.largestTimestepCount) timesteps")
    }
    guard (1...timesteps).contains(stride) else {
      throw .windowSchedule(timesteps: timesteps, stride: stride, reason: "give a stride of 1...\(timesteps)")
    }
    guard order == .oldestFirst || stateMode == .reset || stride == timesteps else {
      throw .windowSchedule(
        timesteps: timesteps, stride: stride,
        reason: "with the state carried, timesteps enter newest first only where the stride is \(timesteps)")
    }
    self.timesteps = timesteps
    self.stride = stride
    self.order = order
    self.stateMode = stateMode
  }

  /// The largest number of tensors that a `WindowAssembler` keeps at a time.
  public var retainedTensorCount: Int { holdsTensors ? timesteps : 1 }

  /// Whether tensors wait until their window is full.
  var holdsTensors: Bool { order == .newestFirst && timesteps > 1 || stateMode == .reset && stride < timesteps }
}
