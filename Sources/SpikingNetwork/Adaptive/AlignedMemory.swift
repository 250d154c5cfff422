import CSpikeKernels

/// Memory for kernels, in huge pages where it is large.
enum AlignedMemory {
  /// Memory that `deallocate` gives back; as everywhere in Swift, the process ends where there is none.
  static func allocate(_ byteCount: Int, isZeroed: Bool = true) -> UnsafeMutableRawPointer {
    guard let memory = spike_allocate(byteCount, isZeroed) else {
      preconditionFailure("no memory for \(byteCount) bytes")
    }
    return memory
  }

  /// Gives memory of `allocate` back.
  static func deallocate(_ memory: UnsafeMutableRawPointer) { spike_deallocate(memory) }
}
