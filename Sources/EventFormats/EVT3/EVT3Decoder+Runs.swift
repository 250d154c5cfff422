internal import CEventKernels
import Events

/// Runs of frequent words, decoded faster than word by word and with the same outcome.
extension EVT3Decoder {
  /// Decodes with vector instructions; the time and the row are known.
  mutating func decodeKernelRun(_ words: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    var run = evt3_run()
    run.base = clock.base
    run.last_time = lastTime
    run.high = clock.high
    run.low = clock.low
    run.row = y
    run.width = UInt16(width)
    run.height = UInt16(height)
    if let vectorBase {
      run.has_vector_base = true
      run.vector_x = UInt16(vectorBase.x)
      run.vector_polarity = UInt16(vectorBase.polarityBits)
    }
    // The first word passed over must be met word by word, so that its place is kept.
    run.passes_over_vendor_data = statistics[.notEvents] > 0
    var taken = 0
    batch.withUnsafeFreeCapacity { free in
      guard let start = UnsafeMutableRawPointer(free.baseAddress) else { return 0 }
      taken = evt3_decode_run(
        &run, words.assumingMemoryBound(to: UInt8.self), count, start.assumingMemoryBound(to: UInt8.self), free.count)
      return run.written
    }
    lastTime = run.last_time
    clock.low = run.low
    y = run.row
    vectorBase =
      run.has_vector_base
      ? VectorBase(x: Int(run.vector_x), polarityBits: Int32(run.vector_polarity)) : nil
    statistics.backwardSteps &+= run.backward_steps
    statistics.events &+= UInt64(run.written)
    if run.not_events > 0 { statistics.skip(.notEvents, at: offset, count: run.not_events) }
    return taken
  }

  /// Decodes without vector instructions; the time and the row are known.
  mutating func decodePortableRun(_ words: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    var run = EVT3PortableRun(
      base: clock.base, high: clock.high, width: UInt32(width), coordinateLimits: coordinateLimits, row: UInt32(y),
      low: UInt32(clock.low), vectorX: vectorBase.map { UInt32($0.x) } ?? .max,
      vectorPolarity: UInt32(vectorBase?.polarityBits ?? 0), lastTime: lastTime)
    batch.withUnsafeFreeCapacity { free in
      guard let start = UnsafeMutableRawPointer(free.baseAddress) else { return 0 }
      run.decode(words, count: count, to: start, capacity: free.count)
      return run.written
    }
    lastTime = run.lastTime
    clock.receive(low: UInt16(run.low))
    y = UInt16(run.row)
    vectorBase = run.vectorX <= 2048 ? VectorBase(x: Int(run.vectorX), polarityBits: Int32(run.vectorPolarity)) : nil
    statistics.backwardSteps &+= run.backwardSteps
    statistics.events &+= UInt64(run.written)
    if run.vendorWords > 0 {
      statistics.skip(.notEvents, at: offset &+ UInt64(run.firstVendorWord * 2), count: run.vendorWords)
    }
    return run.taken
  }
}
