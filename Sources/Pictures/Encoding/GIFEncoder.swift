import CGIF

/// Encodes moving pictures as GIF through giflib, a picture at a time.
///
/// A picture of at most 256 colours keeps them exactly; of others the best 256 are taken. An encoder belongs to one
/// thread at a time.
public final class GIFEncoder {
  /// The largest width and height that GIF has.
  public static let sideLimit = 65_535

  private let width: Int
  private let height: Int
  private let sink = Sink()
  private var file: UnsafeMutablePointer<GifFileType>?

  /// What giflib has written and nobody has taken yet.
  private final class Sink {
    var bytes: [UInt8] = []
  }

  /// Starts a file.
  ///
  /// - Parameters:
  ///   - width: columns of every picture.
  ///   - height: rows of every picture.
  ///   - isLooping: whether players begin again at the end.
  public init(width: Int, height: Int, isLooping: Bool = true) throws(PictureError) {
    guard (1...Self.sideLimit).contains(width), (1...Self.sideLimit).contains(height) else {
      throw PictureError(
        .notRepresentable, "GIF cannot hold a picture of \(width)x\(height); sides are 1...\(Self.sideLimit)")
    }
    self.width = width
    self.height = height
    var error: Int32 = 0
    let context = Unmanaged.passUnretained(sink).toOpaque()
    file = EGifOpen(
      context,
      { file, bytes, count in
        guard let context = file?.pointee.UserData, let bytes, count >= 0 else { return 0 }
        Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().bytes
          .append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
        return count
      }, &error)
    guard file != nil else { throw Self.failure(error) }
    EGifSetGifVersion(file, true)
    try check(EGifPutScreenDesc(file, Int32(width), Int32(height), 8, 0, nil))
    if isLooping { try putLoop() }
  }

  deinit {
    if let file {
      var error: Int32 = 0
      EGifCloseFile(file, &error)
    }
  }

  /// Adds a picture of the size given at the start.
  ///
  /// - Parameters:
  ///   - canvas: the picture.
  ///   - centiseconds: how long it is shown, in hundredths of a second; 2 or more, since players show shorter ones
  ///     longer.
  public func add(_ canvas: Canvas, centiseconds: Int) throws(PictureError) {
    guard canvas.width == width, canvas.height == height else {
      throw PictureError(
        .notRepresentable, "A picture of \(canvas.width)x\(canvas.height) does not fit a GIF of \(width)x\(height)")
    }
    let palette = Palette(canvas)
    var block = GraphicsControlBlock(
      DisposalMode: DISPOSAL_UNSPECIFIED, UserInputFlag: false, DelayTime: Int32(min(max(centiseconds, 2), 65_535)),
      TransparentColor: NO_TRANSPARENT_COLOR)
    var control = [UInt8](repeating: 0, count: 4)
    EGifGCBToExtension(&block, &control)
    try check(EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, 4, control))
    try withColorMap(palette.colors) { (map) throws(PictureError) in
      try check(EGifPutImageDesc(file, 0, 0, Int32(width), Int32(height), false, map))
    }
    var row = [UInt8](repeating: 0, count: width)
    for y in 0..<height {
      row.replaceSubrange(0..<width, with: palette.indices[(y * width)..<((y + 1) * width)])
      try check(EGifPutLine(file, &row, Int32(width)))
    }
  }

  /// The bytes written since the last call; append them to the file.
  public func takeBytes() -> [UInt8] {
    defer { sink.bytes.removeAll(keepingCapacity: true) }
    return sink.bytes
  }

  /// Ends the file; what `takeBytes` gives after this is the rest of it.
  public func finish() throws(PictureError) {
    guard let file else { return }
    self.file = nil
    var error: Int32 = 0
    guard EGifCloseFile(file, &error) == GIF_OK else { throw Self.failure(error) }
  }

  private func putLoop() throws(PictureError) {
    try check(EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE))
    try check(EGifPutExtensionBlock(file, 11, Array("NETSCAPE2.0".utf8)))
    // A loop count of 0 means for ever.
    try check(EGifPutExtensionBlock(file, 3, [1, 0, 0]))
    try check(EGifPutExtensionTrailer(file))
  }

  private func withColorMap(
    _ colors: [Color], _ body: (UnsafeMutablePointer<ColorMapObject>) throws(PictureError) -> Void
  ) throws(PictureError) {
    var count = 2
    while count < colors.count { count *= 2 }
    var entries = colors.map { GifColorType(Red: $0.red, Green: $0.green, Blue: $0.blue) }
    entries += [GifColorType](repeating: GifColorType(), count: count - entries.count)
    guard let map = GifMakeMapObject(Int32(count), entries) else { throw Self.failure(E_GIF_ERR_NOT_ENOUGH_MEM) }
    defer { GifFreeMapObject(map) }
    try body(map)
  }

  private func check(_ result: Int32) throws(PictureError) {
    guard result == GIF_OK else { throw Self.failure(file?.pointee.Error ?? E_GIF_ERR_WRITE_FAILED) }
  }

  private static func failure(_ code: Int32) -> PictureError {
    let text = GifErrorString(code).map { String(cString: $0) } ?? "error \(code)"
    return PictureError(.encoderFailed, "giflib cannot write the GIF: \(text)")
  }
}
