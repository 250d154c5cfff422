import Telemetry
import Testing

@Suite struct MetricsTextTests {
  @Test func isTheTextThatPrometheusScrapes() {
    var metrics = MetricsText()
    metrics.family("saccade_events_total", .counter, "Events.\nAll of them.")
    metrics.sample("saccade_events_total", [("camera", "a\"b\\c\nd")], UInt64.max)
    metrics.family("saccade_rate", .gauge, "Rate.")
    metrics.sample("saccade_rate", [], 0.5)
    metrics.sample("saccade_rate", [("camera", "x")], Double.infinity)
    #expect(
      metrics.text == """
        # HELP saccade_events_total Events.\\nAll of them.
        # TYPE saccade_events_total counter
        saccade_events_total{camera="a\\"b\\\\c\\nd"} 18446744073709551615
        # HELP saccade_rate Rate.
        # TYPE saccade_rate gauge
        saccade_rate 0.5
        saccade_rate{camera="x"} +Inf

        """)
  }

  @Test func distributionsAreCumulative() {
    var histogram = LatencyHistogram()
    for milliseconds in [1, 2, 2, 30, 20_000] as [UInt64] { histogram.record(nanoseconds: milliseconds * 1_000_000) }
    var metrics = MetricsText()
    metrics.histogram("t", [("camera", "x")], histogram)
    let lines = metrics.text.split(separator: "\n").map(String.init)
    #expect(lines.contains("t_bucket{camera=\"x\",le=\"0.0005\"} 0"))
    #expect(lines.contains("t_bucket{camera=\"x\",le=\"0.0025\"} 3"))
    #expect(lines.contains("t_bucket{camera=\"x\",le=\"0.025\"} 3"))
    #expect(lines.contains("t_bucket{camera=\"x\",le=\"0.05\"} 4"))
    #expect(lines.contains("t_bucket{camera=\"x\",le=\"10.0\"} 4"))
    #expect(lines.contains("t_bucket{camera=\"x\",le=\"+Inf\"} 5"))
    #expect(lines.contains("t_sum{camera=\"x\"} 20.035") && lines.contains("t_count{camera=\"x\"} 5"))
  }
}
