public import Messages
public import SpikingNetwork
import Synchronization
import Timesteps

/// What people see of a camera: the newest event image, how much its network fires and the newest detections, kept only while
/// somebody looks.
public final class LiveView: Sendable {
  /// The shortest time between two images.
  static let periodNanoseconds: Int64 = 45_000_000

  private struct State {
    var image: ViewedImage?
    var number: UInt64 = 0
    var lastNanoseconds: Int64 = 0
    var rates: [LayerFiringRate] = []
    var frame: DetectionFrame?
    var classes: [String] = []
    var window: ViewedWindow?
  }

  private let viewers = Atomic(0)
  private let state = Mutex(State())

  /// Nobody looks yet.
  public init() {}

  /// Somebody begins to look.
  public func beginViewing() { viewers.add(1, ordering: .relaxed) }

  /// Somebody has ended looking.
  public func endViewing() {
    guard viewers.subtract(1, ordering: .relaxed).newValue == 0 else { return }
    state.withLock { state in
      state.image = nil
      state.rates = []
      state.frame = nil
      state.window = nil
    }
  }

  /// Whether somebody looks.
  public var isWatched: Bool { viewers.load(ordering: .relaxed) > 0 }

  /// The newest image; nil where there is none since somebody looks.
  public var image: ViewedImage? { state.withLock { $0.image } }

  /// How much each layer fired in the timestep of the newest image, or of the one before; empty where nothing is known.
  public var firingRates: [LayerFiringRate] { state.withLock { $0.rates } }

  /// The newest detections with the names of the classes; nil where there are none since somebody looks.
  public var detections: (frame: DetectionFrame, classes: [String])? {
    state.withLock { state in state.frame.map { ($0, state.classes) } }
  }

  /// The newest window whose image was taken; nil where there is none since somebody looks.
  public var window: ViewedWindow? { state.withLock { $0.window } }

  /// Takes a timestep that is about to be computed.
  ///
  /// - Parameter now: the host's monotonic clock; timesteps that come too soon after one that was taken are left out.
  /// - Returns: the image, where it was taken.
  @discardableResult
  package func show(
    _ tensor: TimestepTensor, encoding: TensorEncoding, atMonotonicNanoseconds now: Int64
  ) -> ViewedImage? {
    guard isWatched else { return nil }
    return state.withLock { state in
      guard now - state.lastNanoseconds >= Self.periodNanoseconds else { return nil }
      state.lastNanoseconds = now
      state.number += 1
      let image = ViewedImage(tensor, encoding: encoding, number: state.number)
      state.image = image
      return image
    }
  }

  /// Takes how much each layer has fired in a timestep that was taken.
  package func show(_ rates: [LayerFiringRate]) {
    guard isWatched else { return }
    state.withLock { $0.rates = rates }
  }

  /// Takes a frame that is published.
  package func show(_ frame: DetectionFrame) {
    guard isWatched else { return }
    state.withLock { $0.frame = frame }
  }

  /// Takes the image of a frame that is published.
  package func show(_ image: ViewedImage, of frame: DetectionFrame) {
    state.withLock { state in
      guard isWatched else { return }
      state.window = ViewedWindow(image: image, frame: frame, classes: state.classes)
    }
  }

  /// Takes the names of the classes.
  package func show(classes: [String]) { state.withLock { $0.classes = classes } }
}
