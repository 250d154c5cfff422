import ArgumentParser
import EventFormats

/// Options for formats that do not say everything themselves.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "csv, npy rows: what the columns hold, such as x,y,-,p,t (default: found from the first lines).",
      valueName: "columns"))
  var columns: ColumnList?

  @Option(help: "csv: what separates values (default: found from the first lines).")
  var separator: TextOptions.Separator?

  @Option(help: "csv, npy: the unit of times (default: found from the first lines).")
  var timeUnit: TimeUnit?

  @Option(help: "aedat2: the chip, where the header does not name it.")
  var chip: AEDAT2.Chip?

  @Option(help: "aedat2: which axes are turned (default: what the chip needs).")
  var chipFlip: AEDAT2.Flip?

  @Option(help: "es: which row is y = 0 in the file.")
  var origin = EventStream.Origin.bottomLeft

  @Option(help: "evt21: the order of the halves of words, where the header does not say it.")
  var wordOrder: EVT21WordOrder?

  @Flag(help: "raw: count times from the stream's first time base, as the vendor's software does by default.")
  var timeFromFirstBase = false

  @Option(help: "mcap, db3, bag: the topic of the packets (default: that of the first).")
  var topic: String?

  @Option(
    help: ArgumentHelp(
      "hdf5: the group that holds x, y, t and p, such as /events (default: those that are known).",
      valueName: "group"))
  var hdf5Group: String?

  /// The options as decoders take them.
  var decodingOptions: DecodingOptions {
    var options = DecodingOptions(wordOrder: wordOrder, countsFromFirstTimeBase: timeFromFirstBase, topic: topic)
    options.hdf5Group = hdf5Group
    options.text = TextOptions(columns: columns?.columns, separator: separator, timeUnit: timeUnit)
    options.numpy = NumpyOptions(columns: columns?.columns, timeUnit: timeUnit)
    options.aedat2 = AEDAT2Options(chip: chip, flip: chipFlip)
    options.eventStream = EventStreamOptions(origin: origin)
    return options
  }
}

extension TextOptions.Separator: ExpressibleByArgument {}
extension TimeUnit: ExpressibleByArgument {}
extension AEDAT2.Chip: ExpressibleByArgument {}
extension AEDAT2.Flip: ExpressibleByArgument {}
extension EventStream.Origin: ExpressibleByArgument {}
extension EVT21WordOrder: ExpressibleByArgument {}
