import ArgumentParser
import Glibc
import Pipeline
import Settings
import SpikingNetwork
import Supervision
import Synchronization

/// Networks by what they are loaded from and for, so that cameras share weights.
///
/// A file that has changed since it was loaded is loaded anew for cameras that begin after that.
final class SharedNetworks: NetworkProvider {
  private struct Key: Hashable {
    var path: String
    var options: [String]
    /// Device, number, size and time of change.
    var file: [Int64]
  }

  private let networks = Mutex<[Key: LoadedNetwork]>([:])
  /// One at a time: two cameras that start together load a model once.
  private let loading = Monitor()

  func prepare(_ camera: CameraSettings) throws(PipelineError) { _ = try network(camera) }

  func makeEngine(for camera: CameraSettings) throws(PipelineError) -> sending any InferenceEngine {
    try network(camera).makeEngine()
  }

  func keep(only cameras: [CameraSettings]) {
    let keys = Set(cameras.compactMap { try? Self.key($0) })
    networks.withLock { networks in networks = networks.filter { keys.contains($0.key) } }
  }

  /// The outline of a camera's network.
  func outline(_ camera: CameraSettings) throws(PipelineError) -> NetworkOutline { try network(camera).outline }

  private func network(_ camera: CameraSettings) throws(PipelineError) -> LoadedNetwork {
    let key = try Self.key(camera)
    return try loading.withLock { () throws(PipelineError) in
      if let known = networks.withLock({ $0[key] }) { return known }
      let loaded: LoadedNetwork
      do throws(CommandFailure) {
        let options = try Self.options(camera)
        loaded = try options.load(model: camera.model)
      } catch {
        let code: PipelineError.Code =
          switch error.status {
          case .missingInput: .missingInput
          case .badData: .badData
          default: .configuration
          }
        throw PipelineError(code, error.message, remedy: "mend cameras.\(camera.name).model or its engine")
      }
      networks.withLock { $0[key] = loaded }
      return loaded
    }
  }

  private static func key(_ camera: CameraSettings) throws(PipelineError) -> Key {
    var information = stat()
    guard stat(camera.model, &information) == 0 else {
      throw PipelineError(
        .missingInput, "\(camera.model): cannot open: \(String(cString: strerror(errno)))",
        remedy: "give another file in cameras.\(camera.name).model")
    }
    return Key(
      path: camera.model,
      options: [
        camera.engine, camera.weights ?? "", camera.merge, "\(camera.threads)", "\(camera.cache)",
      ],
      file: [
        Int64(bitPattern: UInt64(information.st_dev)), Int64(bitPattern: UInt64(information.st_ino)),
        Int64(information.st_size), Int64(information.st_mtim.tv_sec), Int64(information.st_mtim.tv_nsec),
      ])
  }

  /// The options of the commands that compute networks, as the settings say them.
  private static func options(_ camera: CameraSettings) throws(CommandFailure) -> EngineOptions {
    var arguments = ["--engine", camera.engine, "--merge", camera.merge, "--threads", "\(camera.threads)"]
    if let weights = camera.weights { arguments += ["--weights", weights] }
    if camera.cache { arguments.append("--cache") }
    do { return try EngineOptions.parse(arguments) } catch {
      throw CommandFailure(
        .configuration, "cameras.\(camera.name): \(EngineOptions.message(for: error))")
    }
  }
}
