import Glibc

/// A thread that sends a file to a listening Unix socket, as fast as it is taken.
final class Sender: @unchecked Sendable {
  // Sendable although it has state: the thread only reads it, and its handle is written before anybody joins.
  private let file: Int32
  private let path: String
  private var thread = pthread_t()

  init(of recording: String, to path: String) throws {
    file = open(recording, O_RDONLY)
    self.path = path
    guard file >= 0 else { throw IngestBenchmark.Failure(description: "\(recording) cannot be opened") }
    let status = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Sender>.fromOpaque(argument).takeUnretainedValue().run() }
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    guard status == 0 else { throw IngestBenchmark.Failure(description: "no thread can be had") }
  }

  func join() {
    pthread_join(thread, nil)
    close(file)
  }

  private func run() {
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    var connected = false
    while !connected {
      connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
        }
      }
      if !connected { usleep(1_000) }
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(file, &buffer, buffer.count)
      guard count > 0 else { break }
      var sent = 0
      while sent < count {
        let step = buffer[sent..<count].withUnsafeBytes { write(socket, $0.baseAddress, $0.count) }
        guard step > 0 else { break }
        sent += step
      }
    }
    close(socket)
  }
}
