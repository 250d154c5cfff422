import EventFormats
import Events
import Messages

/// Events in Prophesee RAW with EVT3 words; frames have no place in it.
struct RAWRecordingFormat: RecordingFormat {
  private var encoder: EVT3Encoder

  init(geometry: SensorGeometry, earliestMicroseconds: Int64) {
    encoder = RAWEncoding.evt3Encoder(EncodingOptions(geometry: geometry, earliestMicroseconds: earliestMicroseconds))
  }

  mutating func add(
    _ batch: borrowing EventBatch, clockOffset: Int64?, followsLoss: Bool, into bytes: inout [UInt8]
  ) throws(PipelineError) {
    do throws(EventFormatError) { try encoder.encode(batch, into: &bytes) } catch { throw Self.failure(error) }
  }

  mutating func add(_ frame: DetectionFrame, meta: SourceMeta?, into bytes: inout [UInt8]) {}

  mutating func flush(into bytes: inout [UInt8]) { encoder.flush(into: &bytes) }

  mutating func finish(into bytes: inout [UInt8]) throws(PipelineError) {
    do throws(EventFormatError) { try encoder.finish(into: &bytes) } catch { throw Self.failure(error) }
  }

  private static func failure(_ error: EventFormatError) -> PipelineError {
    PipelineError(.output, error.message, remedy: "record into another format")
  }
}
