import EventSources
import Messages
import Pipeline
import Settings
import Supervision
import Telemetry
import Timesteps

/// The service in numbers, for Prometheus.
enum ServiceMetrics {
  /// All families; each camera's counts are of one instant, so that received = processed + dropped + filtered + pending
  /// holds in them.
  static func text(_ service: Service, foxglove: FoxgloveHub) -> String {
    var metrics = MetricsText()
    let cameras: [Labelled] = service.cameras.map { (label: ("camera", $0.settings.name), snapshot: $0) }
    process(&metrics, service)
    clients(&metrics, foxglove)
    events(&metrics, cameras)
    windows(&metrics, cameras)
    operation(&metrics, cameras)
    sources(&metrics, cameras.compactMap { camera in camera.snapshot.health.map { (label: camera.label, health: $0) } })
    recordings(&metrics, cameras)
    times(&metrics, cameras)
    return metrics.text
  }

  private typealias Labelled = (label: MetricsText.Label, snapshot: CameraSnapshot)

  private static func process(_ metrics: inout MetricsText, _ service: Service) {
    metrics.family("saccade_build_info", .gauge, "The version that runs.")
    metrics.sample("saccade_build_info", [("version", SaccadeVersion.current)], UInt64(1))
    metrics.family("saccade_uptime_seconds", .gauge, "Seconds since the start of the service.")
    metrics.sample("saccade_uptime_seconds", [], service.uptimeSeconds)
    let usage = ProcessUsage.current
    metrics.family("saccade_resident_bytes", .gauge, "Memory of the process.")
    metrics.sample("saccade_resident_bytes", [], usage.residentBytes)
    metrics.family("saccade_threads", .gauge, "Threads of the process.")
    metrics.sample("saccade_threads", [], usage.threads)
    metrics.family("saccade_open_files", .gauge, "Open file descriptors of the process.")
    metrics.sample("saccade_open_files", [], usage.openFiles)
    let reloads = service.reloads
    metrics.family("saccade_reloads_total", .counter, "Reloads of the configuration, by result.")
    metrics.sample("saccade_reloads_total", [("result", "done")], reloads.done)
    metrics.sample("saccade_reloads_total", [("result", "refused")], reloads.refused)
    guard let counts = service.access?.counts else { return }
    metrics.family("saccade_clients_total", .counter, "Connections of subscribers with keys, by result.")
    metrics.sample("saccade_clients_total", [("result", "accepted")], counts.accepted)
    metrics.sample("saccade_clients_total", [("result", "refused")], counts.refused)
    metrics.family(
      "saccade_subscriptions_refused_total", .counter,
      "Subscriptions of known clients to topics that they may not receive.")
    metrics.sample("saccade_subscriptions_refused_total", [], counts.refusedSubscriptions)
  }

  private static func clients(_ metrics: inout MetricsText, _ foxglove: FoxgloveHub) {
    let counts = foxglove.counts
    metrics.family("saccade_foxglove_clients", .gauge, "Connections of Foxglove at this moment.")
    metrics.sample("saccade_foxglove_clients", [], UInt64(counts.clients))
    metrics.family(
      "saccade_foxglove_messages_dropped_total", .counter,
      "Messages to Foxglove that newer ones have replaced since a connection was too slow.")
    metrics.sample("saccade_foxglove_messages_dropped_total", [], counts.droppedMessages)
  }

  private static func events(_ metrics: inout MetricsText, _ cameras: [Labelled]) {
    counter(&metrics, "saccade_events_received_total", "Events received from the source.", cameras) { $0.events }
    counter(&metrics, "saccade_events_processed_total", "Events in timesteps that the network has run on.", cameras) {
      $0.processedEvents
    }
    metrics.family("saccade_events_dropped_total", .counter, "Events that will not be processed, by reason.")
    for (label, camera) in cameras {
      let statistics = camera.record.statistics
      for (reason, count) in [
        ("too_old", statistics.slicing.droppedTooOld), ("outside_sensor", statistics.slicing.droppedOutsideSensor),
        ("after_closing", statistics.slicing.droppedAfterClosing),
        ("inference_too_slow", statistics.droppedTimestepEvents), ("unfinished_window", statistics.leftOverEvents),
        ("pipeline_ended", statistics.abandonedEvents),
      ] {
        metrics.sample("saccade_events_dropped_total", [label, ("reason", reason)], count)
      }
    }
    metrics.family(
      "saccade_events_filtered_total", .counter, "Events that the filters in front of the slicer have dropped.")
    for (label, camera) in cameras {
      for (reason, count) in camera.record.statistics.filteredByReason {
        metrics.sample("saccade_events_filtered_total", [label, ("reason", reason)], count)
      }
    }
    metrics.family("saccade_hot_pixels", .gauge, "Pixels whose events are dropped, once they are known.")
    for (label, camera) in cameras {
      guard let pixels = camera.hotPixels else { continue }
      metrics.sample("saccade_hot_pixels", [label], UInt64(pixels.count))
    }
    metrics.family(
      "saccade_events_pending", .gauge,
      "Events on their way: received = processed + dropped + filtered + pending at every instant.")
    for (label, camera) in cameras {
      metrics.sample("saccade_events_pending", [label], camera.record.statistics.pendingEvents)
    }
    metrics.family("saccade_input_skipped_total", .counter, "What of the input was no usable event, by reason.")
    for (label, camera) in cameras {
      for skipped in camera.record.statistics.skipped {
        metrics.sample("saccade_input_skipped_total", [label, ("reason", skipped.reason)], skipped.count)
      }
    }
  }

  private static func windows(_ metrics: inout MetricsText, _ cameras: [Labelled]) {
    counter(&metrics, "saccade_timesteps_total", "Timesteps taken up by the network.", cameras) { $0.timesteps }
    metrics.family("saccade_timesteps_dropped_total", .counter, "Whole timesteps that reached no window, by reason.")
    for (label, camera) in cameras {
      let statistics = camera.record.statistics
      for (reason, count) in [
        ("inference_too_slow", statistics.droppedTimesteps), ("unfinished_window", statistics.leftOverTimesteps),
      ] {
        metrics.sample("saccade_timesteps_dropped_total", [label, ("reason", reason)], count)
      }
    }
    counter(&metrics, "saccade_windows_total", "Windows computed.", cameras) { $0.windows }
    counter(&metrics, "saccade_windows_published_total", "Windows handed to every output.", cameras) {
      $0.publishedWindows
    }
    counter(&metrics, "saccade_windows_dropped_total", "Windows dropped since publishing was too slow.", cameras) {
      $0.droppedFrames
    }
    counter(&metrics, "saccade_messages_unsent_total", "Messages that ZeroMQ would not take.", cameras) {
      $0.unsentMessages
    }
    counter(&metrics, "saccade_detections_total", "Detections published.", cameras) { $0.detections }
    counter(&metrics, "saccade_gaps_total", "Gaps in sensor time.", cameras) { $0.gaps }
    counter(&metrics, "saccade_sensor_restarts_total", "Backward jumps of sensor time.", cameras) { $0.restarts }
  }

  private static func operation(_ metrics: inout MetricsText, _ cameras: [Labelled]) {
    metrics.family("saccade_camera_state", .gauge, "1 for what the camera is doing, else 0.")
    for (label, camera) in cameras {
      for phase in CameraState.Phase.allCases {
        metrics.sample(
          "saccade_camera_state", [label, ("state", phase.rawValue)], UInt64(camera.state.phase == phase ? 1 : 0))
      }
    }
    metrics.family("saccade_pipeline_starts_total", .counter, "Pipelines started.")
    for (label, camera) in cameras { metrics.sample("saccade_pipeline_starts_total", [label], camera.starts) }
    metrics.family("saccade_pipeline_failures_total", .counter, "Pipelines that failed or could not be started.")
    for (label, camera) in cameras { metrics.sample("saccade_pipeline_failures_total", [label], camera.failures) }
    metrics.family("saccade_checkpoints_total", .counter, "Membrane states kept.")
    for (label, camera) in cameras { metrics.sample("saccade_checkpoints_total", [label], camera.checkpoints) }
  }

  /// Of live sources, since their pipeline began.
  private static func sources(
    _ metrics: inout MetricsText, _ sources: [(label: MetricsText.Label, health: SourceHealth)]
  ) {
    for (name, help, value) in [
      ("connections", "Connections made.", \SourceHealth.connections),
      ("stalls", "Times that data have ceased to come.", \.stalls),
      ("clock_steps", "Times that the sensor's clock has stepped against the host's.", \.clockSteps),
      ("received_bytes", "Bytes received.", \.receivedBytes),
      ("lost_packets", "Packets that are missing by their numbers.", \.lostPackets),
      ("kernel_drops", "Datagrams that the kernel has dropped.", \.kernelDrops),
    ] as [(String, String, KeyPath<SourceHealth, UInt64>)] {
      metrics.family("saccade_source_\(name)_total", .counter, help)
      for (label, health) in sources { metrics.sample("saccade_source_\(name)_total", [label], health[keyPath: value]) }
    }
    metrics.family(
      "saccade_source_disconnections_total", .counter, "Connections and attempts that have ended, by reason.")
    for (label, health) in sources {
      for reason in DisconnectionReason.allCases {
        metrics.sample(
          "saccade_source_disconnections_total", [label, ("reason", reason.rawValue)],
          health.disconnections[reason] ?? 0)
      }
    }
  }

  /// Of cameras that are recorded.
  private static func recordings(_ metrics: inout MetricsText, _ cameras: [Labelled]) {
    let recordings = cameras.compactMap { camera in
      camera.snapshot.recording.map { (label: camera.label, state: $0.state, counts: $0.counts) }
    }
    guard !recordings.isEmpty else { return }
    metrics.family("saccade_recording_paused", .gauge, "1 while the disk takes nothing, else 0.")
    for (label, state, _) in recordings {
      metrics.sample("saccade_recording_paused", [label], UInt64(state.phase == .paused ? 1 : 0))
    }
    for (name, help, value) in [
      ("recording_files", "Files begun.", \RecordingCounts.files),
      ("recording_files_removed", "Files removed since they were not to be kept.", \.removedFiles),
      ("recorded_bytes", "Bytes written to recordings.", \.bytes),
      ("recorded_events", "Events written to recordings.", \.events),
      ("recorded_windows", "Windows written to recordings.", \.windows),
      (
        "recording_stretches_shortened", "Stretches around detections whose beginning memory did not hold.",
        \.shortenedStretches
      ),
    ] as [(String, String, KeyPath<RecordingCounts, UInt64>)] {
      metrics.family("saccade_\(name)_total", .counter, help)
      for (label, _, counts) in recordings { metrics.sample("saccade_\(name)_total", [label], counts[keyPath: value]) }
    }
    for (name, value) in [("events", \RecordingCounts.Lost.events), ("windows", \.windows)]
      as [(String, KeyPath<RecordingCounts.Lost, UInt64>)]
    {
      let family = "saccade_recording_\(name)_lost_total"
      metrics.family(family, .counter, "What was to be recorded and was not, in \(name), by reason.")
      for (label, _, counts) in recordings {
        for reason in RecordingLoss.allCases {
          metrics.sample(
            family, [label, ("reason", reason.rawValue)], counts.lost[reason]?[keyPath: value] ?? 0)
        }
      }
    }
  }

  private static func times(_ metrics: inout MetricsText, _ cameras: [Labelled]) {
    metrics.family(
      "saccade_queue_seconds", .histogram,
      "From the end of a timestep on the host's clock until the network takes it up.")
    for (label, camera) in cameras { metrics.histogram("saccade_queue_seconds", [label], camera.record.queueing) }
    metrics.family("saccade_inference_seconds", .histogram, "Time in the network for one timestep.")
    for (label, camera) in cameras { metrics.histogram("saccade_inference_seconds", [label], camera.record.inference) }
    metrics.family(
      "saccade_latency_seconds", .histogram,
      "From the end of a window on the host's clock until its message is handed over.")
    for (label, camera) in cameras { metrics.histogram("saccade_latency_seconds", [label], camera.record.latency) }
  }

  private static func counter(
    _ metrics: inout MetricsText, _ name: String, _ help: String, _ cameras: [Labelled],
    _ value: (PipelineStatistics) -> UInt64
  ) {
    metrics.family(name, .counter, help)
    for (label, camera) in cameras { metrics.sample(name, [label], value(camera.record.statistics)) }
  }
}
