import Foundation
import TestSupport
import Testing

extension PythonScript {
  static let skipMessage: Comment = "the Python environment .build/python-venv is absent"

  /// The system's Python, which may have PyTorch; the environment does not.
  static let systemInterpreter = URL(filePath: "/usr/bin/python3")

  static let hasTorch = (try? run("real_torch.py", ["available"], by: systemInterpreter)) != nil
}
