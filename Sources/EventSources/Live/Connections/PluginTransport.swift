import CSaccadeSource

/// Loads a plug-in and opens its sources.
final class PluginTransport: SourceTransport {
  private let library: String
  private let configuration: String
  private var interface: UnsafePointer<saccade_source_interface>?

  init(library: String, configuration: String) {
    self.library = library
    self.configuration = configuration
  }

  var attempt: String { "opening \(library)" }

  func connect(event: Int32) throws(ConnectionFailure) -> (any SourceConnection)? {
    let interface = if let interface { interface } else { try load() }
    self.interface = interface
    return try PluginConnection(interface, library: library, configuration: configuration)
  }

  private func load() throws(ConnectionFailure) -> UnsafePointer<saccade_source_interface> {
    var error = [CChar](repeating: 0, count: 512)
    guard let interface = saccade_source_load(library, &error, error.count) else {
      let words = String(decoding: error.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw ConnectionFailure(.failed, "cannot load the plug-in \(library): \(words)")
    }
    return interface
  }
}
