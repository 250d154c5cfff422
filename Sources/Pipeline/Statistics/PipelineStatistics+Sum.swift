import EventFormats
import EventProcessing
import Timesteps

extension PipelineStatistics {
  /// Adds what a later pipeline of the same camera has counted; what is no count is taken from it.
  package static func += (left: inout PipelineStatistics, right: PipelineStatistics) {
    left.events &+= right.events
    left.filtering += right.filtering
    left.slicing += right.slicing
    left.openEvents &+= right.openEvents
    left.queuedEvents &+= right.queuedEvents
    left.processedEvents &+= right.processedEvents
    left.leftOverEvents &+= right.leftOverEvents
    left.abandonedEvents &+= right.abandonedEvents
    left.timesteps &+= right.timesteps
    left.windows &+= right.windows
    left.publishedWindows &+= right.publishedWindows
    left.detections &+= right.detections
    left.gaps &+= right.gaps
    left.restarts &+= right.restarts
    left.leftOverTimesteps &+= right.leftOverTimesteps
    left.droppedTimesteps &+= right.droppedTimesteps
    left.droppedTimestepEvents &+= right.droppedTimestepEvents
    left.droppedFrames &+= right.droppedFrames
    left.unsentMessages &+= right.unsentMessages
    left.decoding += right.decoding
    left.sensorTimeMicroseconds = right.sensorTimeMicroseconds
    left.inputFraction = right.inputFraction
    left.elapsedNanoseconds += right.elapsedNanoseconds
  }
}
