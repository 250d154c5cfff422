import EventProcessing
import Pipeline
import Settings
import SpikingNetwork
import Supervision

/// How much memory a service with given settings takes at most.
///
/// Everything that circulates is bounded: hand-overs by their size, messages by ZeroMQ's marks. What is counted with room to
/// spare says so.
struct MemoryBound: Encodable {
  /// One network, whatever the number of cameras that use it.
  struct Network: Encodable {
    var model: String
    var bytes: Int
  }

  /// One camera.
  struct Camera: Encodable {
    var name: String
    var bytes: Int
  }

  /// The program itself, its libraries, HTTP within its limits.
  static let programBytes = 96 << 20
  /// The kernel's large pages, which each large piece of memory is rounded up to.
  private static let largePageBytes = 2 << 20
  /// The largest message that is reckoned with, both encodings together: 40 detections.
  private static let messageBytes = 6 << 10

  var program = programBytes
  var networks: [Network]
  var cameras: [Camera]
  /// Everything but the queues of subscribers that do not read.
  var totalBytes: Int
  /// What one subscriber that does not read adds at most.
  var stalledSubscriberBytes: Int

  private enum CodingKeys: String, CodingKey {
    case networks, cameras
    case program = "program_bytes"
    case totalBytes = "total_bytes"
    case stalledSubscriberBytes = "stalled_subscriber_bytes"
  }

  init(_ settings: ServiceSettings, _ shared: SharedNetworks) throws(CommandFailure) {
    networks = []
    cameras = []
    var known: Set<[String]> = []
    for camera in settings.cameras where camera.isEnabled {
      let outline: NetworkOutline
      do throws(PipelineError) { outline = try shared.outline(camera) } catch { throw CommandFailure(error) }
      let key = [camera.model, camera.engine, camera.weights ?? "", camera.merge]
      if known.insert(key).inserted {
        // While it is loaded: the file, the folded weights, and the packed ones.
        let parameters = outline.topology.parameterCount * MemoryLayout<Float>.stride
        networks.append(Network(model: camera.model, bytes: 5 * parameters + 4 * Self.largePageBytes))
      }
      cameras.append(Camera(name: camera.name, bytes: Self.bytes(camera, outline.topology)))
    }
    totalBytes =
      Self.programBytes + networks.reduce(0) { $0 + $1.bytes } + cameras.reduce(0) { $0 + $1.bytes }
    let publishing = ZeroMQPublisherSettings(
      framesPerSecond: ZeroMQPublisherSettings.fastestFramesPerSecond * Double(max(settings.cameras.count, 4)))
    stalledSubscriberBytes = publishing.highWaterMark * Self.messageBytes
  }

  private static func bytes(_ camera: CameraSettings, _ topology: NetworkTopology) -> Int {
    let input = topology.description.input
    // Every map at once, with a border of two; in truth most share their memory.
    let maps = topology.featureMaps.reduce(0) { bytes, map in
      bytes + (map.height + 4) * (map.width + 4) * map.channels * (map.content == .values ? 4 : 1)
    }
    // The state itself, the copy that is kept, and its file while it is written.
    let state = topology.stateElementCount * MemoryLayout<Float>.stride * 4
    let steps = camera.queue + 2 + input.timestepsPerWindow
    let tensors = steps * input.elementCount + 2 * input.elementCount * MemoryLayout<Float>.stride
    let lists = maps / 2
    let outputs = (input.timestepsPerWindow + 3) * topology.description.outputElementCount * MemoryLayout<Float>.stride
    // Batches, read buffers, distributions, stacks; scenes are simulated in memory.
    let reading = (8 << 20) + (camera.source.hasPrefix("sim:") ? 64 << 20 : 0)
    let noise = (try? CameraFilters.rules(camera))?.noise ?? NoiseFilterRules()
    let filters = noise.bytesPerPixel * (input.sensorWidth + 2) * (input.sensorHeight + 2)
    let threads = camera.threads * Self.largePageBytes
    let recording = RecordingRules(camera, session: 0).map { CameraRecorder.memoryBound($0) } ?? 0
    return maps + lists + state + tensors + outputs + reading + filters + threads + recording + 6 * Self.largePageBytes
  }

  /// A table.
  var table: String {
    var rows = [["memory", "at most"], ["the program", Self.text(program)]]
    rows += networks.map { ["network \($0.model)", Self.text($0.bytes)] }
    rows += cameras.map { ["camera \($0.name)", Self.text($0.bytes)] }
    rows += [["all together", Self.text(totalBytes)]]
    rows += [["and for each subscriber that does not read", Self.text(stalledSubscriberBytes)]]
    return TextTable.text(rows, leftAligned: [0]) + "\n"
  }

  private static func text(_ bytes: Int) -> String {
    "\(Format.decimal(Double(bytes) / Double(1 << 20), digits: 0)) MiB"
  }
}
