extension Numpy {
  /// How numpy arrays are written; their header, with the number of events, comes before these.
  static let encoding = EventEncoding(
    WritableFormat(
      format: .numpy, name: "numpy array", fileExtensions: ["npy"],
      limits: EncodingLimits(triggers: .none, holdsGeometry: false))
  ) { (options) throws(EventFormatError) in
    guard options.canReviseHeader else {
      throw EventFormatError(
        .notRepresentable,
        "A numpy array begins with the number of its events, which cannot be written into a pipe; write it to a file",
        at: 0)
    }
    return NumpyEncoder(options: NumpyEncoder.Options(layout: options.numpyLayout, geometry: options.geometry))
  }
}
