import Foundation
import TestSupport
import Testing

/// h5py and hdf5plugin, which stand on the other side.
///
/// The environment is made by `Tests/Python/setup`, which `make test` calls.
enum Peers {
  /// Whether they are there; says what to do where they are not.
  static let areAvailable = PythonScript.isUsable("hdf5_peers.py", ["check"], tests: "Tests against h5py")

  /// Runs a command of `hdf5_peers.py` and takes what it prints.
  static func run(_ arguments: [String]) throws -> Data { try PythonScript.run("hdf5_peers.py", arguments) }

  /// Runs a command and decodes the JSON that it prints.
  static func run<Value: Decodable>(_ arguments: [String], _: Value.Type) throws -> Value {
    try JSONDecoder().decode(Value.self, from: run(arguments))
  }
}
