import Events
import EventFormats

/// What an HDF5 file holds in the way of events.
struct EventContents {
  var description: StreamDescription
  var events: any EventRunReader
  var triggers: TriggerReader?

  /// Groups that hold events in four datasets: that of DSEC and RVT, then M3ED's left camera.
  private static let knownGroups = ["/events", "/prophesee/left"]
  private static let columnNames = ["x", "y", "t", "p"]

  /// Looks for the known layouts; throws `notThisFormat` where there is none.
  static func find(
    in file: HDF5File, options: HDF5ReadOptions
  ) throws(EventFormatError) -> EventContents {
    var contents = try search(file, options)
    if let geometry = options.geometry {
      contents.description.geometry = geometry
      contents.description.geometryOrigin = .option
    }
    return contents
  }

  private static func search(
    _ file: HDF5File, _ options: HDF5ReadOptions
  ) throws(EventFormatError) -> EventContents {
    if options.group == nil, file.contains("/CD/events") { return try metavision(file) }
    for group in options.group.map({ [$0] }) ?? knownGroups {
      let paths = columnNames.map { "\(group)/\($0)" }
      guard paths.allSatisfy({ file.contains($0) }) else { continue }
      return try columns(file, group: group)
    }
    let places = options.group.map { "datasets x, y, t and p in \($0)" } ?? "/CD/events, nor x, y, t and p in /events"
    throw EventFormatError(.notThisFormat, "the HDF5 file has no \(places)", at: 0)
  }

  private static func metavision(_ file: HDF5File) throws(EventFormatError) -> EventContents {
    let dataset = try HDF5Dataset(opening: "/CD/events", in: file)
    guard let record = EventRecord(type: dataset.type.identifier) else {
      throw EventFormatError(.unsupported, "/CD/events has no integer members x, y, p and t", at: 0)
    }
    var description = StreamDescription(format: .metavisionHDF5, metadata: try metadata(of: file))
    description.variant = dataset.filters.isEmpty ? "unfiltered" : dataset.filters.map(\.name).joined(separator: "+")
    if let geometry = Self.geometry(in: description.metadata) {
      description.geometry = geometry
      description.geometryOrigin = .header
    }
    let events: any EventRunReader
    if dataset.isECF(record) {
      events = ECFEventReader(dataset)
    } else {
      events = RecordEventReader(try ElementReader(dataset), record)
    }
    var triggers: TriggerReader?
    if file.contains("/EXT_TRIGGER/events") {
      triggers = TriggerReader(try ElementReader(try HDF5Dataset(opening: "/EXT_TRIGGER/events", in: file)))
    }
    return EventContents(description: description, events: events, triggers: triggers)
  }

  private static func columns(_ file: HDF5File, group: String) throws(EventFormatError) -> EventContents {
    let timeOffset = file.contains("/t_offset") ? try HDF5Dataset(opening: "/t_offset", in: file).readInteger() : 0
    let isDSEC = file.contains("/t_offset") || file.contains("/ms_to_idx")
    var description = StreamDescription(format: isDSEC ? .dsecHDF5 : .rvtHDF5, metadata: try metadata(of: file))
    let times = try column("\(group)/t", in: file)
    let filters = times.reader.dataset.filters
    description.variant = filters.isEmpty ? "unfiltered" : filters.map(\.name).joined(separator: "+")
    if timeOffset != 0 {
      description.metadata.append(StreamDescription.Entry(key: "t_offset", value: String(timeOffset)))
    }
    if let geometry = try geometry(file, group: group) ?? Self.geometry(in: description.metadata) {
      description.geometry = geometry
      description.geometryOrigin = .header
    }
    let events = ColumnEventReader(
      columns: try column("\(group)/x", in: file), rows: try column("\(group)/y", in: file),
      polarities: try column("\(group)/p", in: file), times: times, timeOffset: timeOffset)
    return EventContents(description: description, events: events, triggers: nil)
  }

  private static func column(
    _ path: String, in file: HDF5File
  ) throws(EventFormatError) -> ColumnEventReader.Column {
    let dataset = try HDF5Dataset(opening: path, in: file)
    guard let field = IntegerField(type: dataset.type.identifier) else {
      throw EventFormatError(.unsupported, "\(path) does not hold integers of 1, 2, 4 or 8 bytes", at: 0)
    }
    return ColumnEventReader.Column(reader: try ElementReader(dataset), field: field)
  }

  private static func metadata(of file: HDF5File) throws(EventFormatError) -> [StreamDescription.Entry] {
    try file.rootAttributes().map { StreamDescription.Entry(key: $0.name, value: $0.value) }
  }

  /// The scalars `width` and `height` that RVT keeps beside the events.
  private static func geometry(
    _ file: HDF5File, group: String
  ) throws(EventFormatError) -> SensorGeometry? {
    guard file.contains("\(group)/width"), file.contains("\(group)/height") else { return nil }
    let width = try HDF5Dataset(opening: "\(group)/width", in: file).readInteger()
    let height = try HDF5Dataset(opening: "\(group)/height", in: file).readInteger()
    return SensorGeometry(parsing: "\(width)x\(height)")
  }

  /// The geometry in the attribute `geometry`, or else among the options of `format`.
  private static func geometry(in metadata: [StreamDescription.Entry]) -> SensorGeometry? {
    if let entry = metadata.last(where: { $0.key == "geometry" }), let geometry = SensorGeometry(parsing: entry.value) {
      return geometry
    }
    guard let format = metadata.last(where: { $0.key == "format" }) else { return nil }
    var sides: [Substring: Substring] = [:]
    for option in format.value.split(separator: ";") {
      let parts = option.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { sides[parts[0]] = parts[1] }
    }
    guard let width = sides["width"], let height = sides["height"] else { return nil }
    return SensorGeometry(parsing: "\(width)x\(height)")
  }
}

extension HDF5Dataset {
  /// Whether the chunks are ECF alone, over the vendor's records.
  fileprivate func isECF(_ record: EventRecord) -> Bool {
    guard case .chunked = layout else { return false }
    return filters.map(\.identifier) == [HDF5Filter.ecf] && record == .metavision
  }
}
