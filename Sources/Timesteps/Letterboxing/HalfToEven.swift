extension Double {
  /// The nearest whole number, of two equally near ones the even one, for values within the range of `Int32`.
  ///
  /// `rounded()` would need libm, which a program that imports this library alone does not link.
  var wholeHalfToEven: Int {
    let below = wholeBelow
    let fraction = self - Double(below)
    if fraction < 0.5 || fraction == 0.5 && below.isMultiple(of: 2) { return below }
    return below + 1
  }

  /// The largest whole number that is not larger, for values within the range of `Int32`.
  var wholeBelow: Int {
    let truncated = Int(self)
    return Double(truncated) > self ? truncated - 1 : truncated
  }
}
