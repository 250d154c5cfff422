import Pipeline
import SpikingNetwork
import EventSources

/// The file beside a model that keeps its packed weights from one start to the next.
struct PackedNetworkCache {
  private let modelPath: String
  private let options: PackedNetwork.Options
  private let threads: Int
  private let processor: String

  init(modelPath: String, options: PackedNetwork.Options, threads: Int) {
    self.modelPath = modelPath
    self.options = options
    self.threads = threads
    processor = Processor.description()
  }

  /// The path of the file: processors and options each have their own.
  var path: String {
    let key = "\(processor) \(options)"
    return "\(modelPath).\(ModelDigest(of: Array(key.utf8).span)).packed"
  }

  /// The packed network from the file, or else from the model, and then the file is written.
  ///
  /// A file that is damaged or cannot be written is reported and goes no further; throws what packing the model throws.
  func network(_ model: ModelFile) throws -> PackedNetwork {
    do {
      let file = try InputFile(path: path)
      return try PackedNetwork(
        model: model, options: options, processor: processor, header: try file.safetensorsHeader()
      ) { try file.read(at: $0, into: $1) }
    } catch let failure as CommandFailure where failure.status == .missingInput {
      // There is none yet.
    } catch PackedNetwork.FileMismatch.other {
      // The model or the program has changed since.
    } catch {
      Terminal.writeError("saccade: \(path): damaged (\(error)); the weights are made ready anew\n")
    }
    let network = try PackedNetwork(model: model, options: options, threads: threads).calibrated(
      clock: HostClock.threadNanoseconds)
    do { try write(network) } catch {
      Terminal.writeError("saccade: \(error); the next start will not be faster\n")
    }
    return network
  }

  private func write(_ network: PackedNetwork) throws {
    let header = try network.fileHeader(processor: processor)
    let file = try OutputFile(path: path)
    try header.withUnsafeBytes { try file.write($0, at: 0) }
    try network.withFileWeights { weights throws(CommandFailure) in try file.write(weights, at: header.count) }
    try file.commit()
  }
}
