import ArgumentParser
import EventFormats

/// Options for formats that can be written in several ways.
struct WritingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("csv: what the columns hold (default: t,x,y,p).", valueName: "columns"))
  var toColumns: ColumnList?

  @Option(help: "csv: what separates values.")
  var toSeparator = TextOptions.Separator.comma

  @Option(help: "csv: the unit of times; digits down to the microsecond are kept.")
  var toTimeUnit = TimeUnit.microseconds

  @Flag(inversion: .prefixedNo, help: "csv: name the columns in a first line.")
  var toHeader = true

  @Option(help: "npy: records with named fields, or rows of integers.")
  var toLayout = Numpy.Layout.structured

  @Option(help: "aedat4, mcap: how packets or chunks are compressed (default: lz4 for aedat4, zstd for mcap).")
  var toCompression: PacketCompression?

  /// How packets of AEDAT 4 and chunks of MCAP are compressed.
  enum PacketCompression: String, ExpressibleByArgument, CaseIterable {
    case none, lz4, zstd
  }

  /// Sets what encoders take from these.
  func apply(to options: inout EncodingOptions) {
    options.text = TextEncoder.Options(
      columns: toColumns?.columns ?? [.time, .x, .y, .polarity], separator: toSeparator, timeUnit: toTimeUnit,
      hasHeader: toHeader)
    options.numpyLayout = toLayout
    switch toCompression {
    case nil: break
    case .some(.none): (options.aedat4Compression, options.mcapCompression) = (.none, .none)
    case .some(.lz4): (options.aedat4Compression, options.mcapCompression) = (.lz4, .lz4)
    case .some(.zstd): (options.aedat4Compression, options.mcapCompression) = (.zstd, .zstd)
    }
  }
}

extension Numpy.Layout: ExpressibleByArgument {}
