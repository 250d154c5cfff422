import EventFormats
import EventSources
import Glibc
import HDF5Files

/// Generates recordings and measures how fast they are decoded.
@main
struct DecodeBenchmark {
  static let usage = """
    usage: decode-benchmark generate FILE.dat [EVENTS]            writes a recording (50000000 events)
           decode-benchmark loop evt2|evt3 SAMPLE.raw OUT.raw     writes one of a sample over and over (50000000 events)
           decode-benchmark reencode FORMAT SAMPLE OUT            the same in a format that is encoded anew: aedat4-lz4,
                                                                  aedat4-zstd, aedat4-none, es, hdf5 (ECF), dsec
           decode-benchmark decode FILE                           decodes it on one thread and prints the rate as JSON
           decode-benchmark check FILE                            decodes it and prints count and checksum as JSON
    """

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    do {
      switch (arguments.first, arguments.dropFirst().first, arguments.count) {
      case ("generate", let path?, 2): try GeneratedRecording(eventCount: 50_000_000).write(to: path)
      case ("generate", let path?, 3):
        guard let text = arguments.last, let count = Int(text), count > 0 else { return fail(usage, status: 64) }
        try GeneratedRecording(eventCount: count).write(to: path)
      case ("reencode", let name?, 4):
        guard let format = ReencodedRecording.Format(rawValue: name) else { return fail(usage, status: 64) }
        let paths = Array(arguments.suffix(2))
        try ReencodedRecording(sample: paths[0], eventCount: 50_000_000).write(format, to: paths[1])
      case ("loop", let name?, 4):
        guard let encoding = LoopedRecording.Encoding(rawValue: name) else { return fail(usage, status: 64) }
        let paths = Array(arguments.suffix(2))
        try LoopedRecording(sample: paths[0], encoding: encoding, eventCount: 50_000_000).write(to: paths[1])
      case ("hdf5-worker", _?, _): exit(HDF5Worker.run(arguments: Array(arguments.dropFirst())))
      case ("decode", let path?, 2): print(try DecodingRate(measuring: path).json)
      case ("check", let path?, 2): print(try Checksum(of: path).json)
      default: fail(usage, status: 64)
      }
    } catch let error as EventSourceError {
      fail("\(error)", status: error.code == .missing ? 66 : 65)
    } catch {
      fail("\(error)", status: 70)
    }
  }

  static func fail(_ message: String, status: Int32) {
    let line = Array((message + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(status)
  }
}
