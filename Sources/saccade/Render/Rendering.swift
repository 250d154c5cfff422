import EventFormats
import EventProcessing
import EventSources
import Events
import Pictures

/// One rendering: the recording is read once beforehand where its length or its sensor's size must be known, and once
/// to draw.
struct Rendering {
  let command: RenderCommand
  let target: RenderTarget
  let boxes: BoxTimeline?

  /// What ended the reading early; the frames before it have been drawn.
  private(set) var readFailure: EventSourceError?

  /// The most pixels a frame or a picture may have.
  private static let pixelLimit = 1 << 26
  /// Where nothing happens for longer than this, a film goes on with the next event.
  private static let gapLimitMicroseconds: Int64 = 2_000_000

  init(command: RenderCommand, target: RenderTarget, boxes: BoxTimeline?) {
    self.command = command
    self.target = target
    self.boxes = boxes
  }

  mutating func run(_ source: inout AnyRecording) throws(CommandFailure) {
    var geometry = source.description.geometry
    var summary: StreamSummary?
    let needsLength = target == .png && command.at == nil
    if source.canBeReadAgain, geometry == nil || needsLength {
      let scanned = try scan(&source)
      geometry = geometry ?? scanned.smallestGeometry
      summary = scanned
      guard scanned.events > 0 else {
        throw CommandFailure(.badData, "\(command.recording): there is no event to draw")
      }
    }
    guard let geometry else {
      throw CommandFailure(
        .usage, "\(command.recording): the recording does not say the sensor's size; give it with --geometry")
    }
    let scale =
      command.scale
      ?? RenderScale(
        width: max(geometry.width, geometry.height * 4 / 3), target: command.moments == nil ? 720 : 400)
    try check(geometry, scale)
    if target == .png {
      try drawPictures(&source, geometry: geometry, scale: scale, summary: summary)
    } else {
      try drawFilm(&source, geometry: geometry, scale: scale)
    }
  }

  private func check(_ geometry: SensorGeometry, _ scale: RenderScale) throws(CommandFailure) {
    let pixels = scale.scaled(geometry.width) * scale.scaled(geometry.height) * (command.moments ?? 1)
    guard max(pixels, geometry.width * geometry.height) <= Self.pixelLimit else {
      throw CommandFailure(
        .badData,
        "\(command.output): \(pixels) pixels are too many, at most \(Self.pixelLimit) are drawn; "
          + "give a smaller --scale or fewer --moments, or the sensor's size with --geometry (it is taken as \(geometry))"
      )
    }
    guard scale.scaled(geometry.width) < Canvas.sideLimit, scale.scaled(geometry.height) < Canvas.sideLimit else {
      throw CommandFailure(
        .badData, "\(command.output): sides of a picture are at most \(Canvas.sideLimit); give a smaller --scale")
    }
  }

  private mutating func scan(_ source: inout AnyRecording) throws(CommandFailure) -> StreamSummary {
    var summary = StreamSummary()
    var pass = RecordingPass(task: "measuring")
    try pass.run(&source) { batch throws(CommandFailure) in
      summary.add(batch)
      return true
    }
    try Self.seek(&source, to: .min)
    return summary
  }

  private static func seek(_ source: inout AnyRecording, to time: Int64) throws(CommandFailure) {
    do throws(EventSourceError) { try source.seek(toSensorTime: time) } catch { throw CommandFailure(error) }
  }

  private func painter(_ geometry: SensorGeometry, _ scale: RenderScale, origin: Int64) -> FramePainter {
    FramePainter(
      geometry: geometry, theme: command.theme, scale: scale, hasCaption: command.caption, originMicroseconds: origin,
      boxes: boxes, classes: command.classes.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
  }

  // MARK: - Pictures

  private mutating func drawPictures(
    _ source: inout AnyRecording, geometry: SensorGeometry, scale: RenderScale, summary: StreamSummary?
  ) throws(CommandFailure) {
    var pictures: [Canvas] = []
    readFailure = try collect(
      &source, geometry: geometry, scale: scale, schedule: { pictureSchedule(firstTime: $0, summary) }
    ) { canvas throws(CommandFailure) in pictures.append(canvas) }
    guard let first = pictures.first else {
      throw CommandFailure(.badData, "\(command.recording): there is no event to draw")
    }
    guard command.moments != nil else { return try PictureFile.write(first, to: command.output) }
    let name = command.recording.split(separator: "/").last.map(String.init) ?? command.recording
    let facts = [
      "\(geometry)", "\(Format.count(summary?.events ?? 0)) events",
      "\(Format.decimal(Double(summary?.durationMicroseconds ?? 0) / 1e6, digits: 3)) s",
      "\(pictures.count) moments of \(Format.decimal(Double(command.window.microseconds) / 1e3, digits: 1)) ms",
    ].joined(separator: "  ·  ")
    let sheet = ContactSheet(title: name, subtitle: facts, theme: command.theme)
    try PictureFile.write(sheet.compose(pictures), to: command.output)
  }

  private func pictureSchedule(firstTime: Int64, _ summary: StreamSummary?) -> FrameSchedule {
    let window = command.window.microseconds
    let start = firstTime.addingSaturated(command.start?.microseconds ?? 0)
    let latest = summary?.latestTime ?? firstTime
    let end = command.duration.map { min(latest, start.addingSaturated($0.microseconds)) } ?? latest
    if let moments = command.moments {
      return .moments(moments, from: start, to: end, durationMicroseconds: window)
    }
    guard let at = command.at else {
      return .moments(1, from: summary?.earliestTime ?? firstTime, to: latest, durationMicroseconds: window)
    }
    return FrameSchedule([
      FrameWindow(startMicroseconds: firstTime.addingSaturated(at.microseconds), durationMicroseconds: window)
    ])
  }

  // MARK: - Films

  private mutating func drawFilm(
    _ source: inout AnyRecording, geometry: SensorGeometry, scale: RenderScale
  ) throws(CommandFailure) {
    let fps = command.fps ?? target.usualFramesPerSecond
    let size = self.painter(geometry, scale, origin: 0)
    let film: any Film =
      target == .gif
      ? try GIFFilm(path: command.output, width: size.width, height: size.height, framesPerSecond: fps)
      : try VideoFilm(path: command.output, width: size.width, height: size.height, framesPerSecond: fps)
    let period = command.speed * 1e6 / fps
    let (window, start, duration) = (command.window.microseconds, command.start?.microseconds ?? 0, command.duration)
    var frames = 0
    readFailure = try collect(
      &source, geometry: geometry, scale: scale,
      schedule: { firstTime in
        let first = FrameWindow(startMicroseconds: firstTime.addingSaturated(start), durationMicroseconds: window)
        let end = duration.map { first.startMicroseconds.addingSaturated($0.microseconds) }
        return FrameSchedule(first: first, periodMicroseconds: period, end: end)
      }
    ) { canvas throws(CommandFailure) in
      try film.add(canvas)
      frames += 1
    }
    guard frames > 0 else {
      throw CommandFailure(.badData, "\(command.recording): there is no event to draw in the time asked for")
    }
    try film.finish()
  }

  // MARK: - Frames

  /// Reads the recording and gives `body` the picture of each frame of the schedule that begins at the first event.
  ///
  /// - Returns: what ended the reading early.
  private func collect(
    _ source: inout AnyRecording, geometry: SensorGeometry, scale: RenderScale,
    schedule: (_ firstTime: Int64) -> FrameSchedule,
    _ body: (Canvas) throws(CommandFailure) -> Void
  ) throws(CommandFailure) -> EventSourceError? {
    var collector: FrameCollector?
    var painter = self.painter(geometry, scale, origin: 0)
    var pass = RecordingPass(task: "drawing")
    try pass.run(&source) { batch throws(CommandFailure) in
      guard !batch.isEmpty else { return true }
      if collector == nil {
        let firstTime = batch.events[0].time
        collector = FrameCollector(
          geometry: geometry, schedule: schedule(firstTime), gapLimitMicroseconds: Self.gapLimitMicroseconds)
        painter.originMicroseconds = firstTime
      }
      try collector?.add(batch.events) { (frame) throws(CommandFailure) in
        try body(painter.paint(frame))
      }
      return collector?.isDone == false
    }
    try collector?.finish { (frame) throws(CommandFailure) in try body(painter.paint(frame)) }
    return pass.failure
  }
}
