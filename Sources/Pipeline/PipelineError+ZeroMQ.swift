import ZeroMQ

extension PipelineError {
  /// Takes over an error of a socket, and names the option that chooses its endpoint.
  init(_ error: ZeroMQError, option: String) {
    self.init(
      error.code == .badEndpoint ? .configuration : .unavailable, error.message,
      remedy: error.endpoint == nil ? error.remedy : "\(error.remedy) (option \(option))")
  }
}
