/// The matches of a set of images, from which scores are worked out; tallies of parts merge into that of the whole.
///
/// Images are kept in the order of their keys, so a tally depends on what it holds and not on how it came together: merged
/// in any order from any parts, it is equal and gives the same scores to the last bit.
public struct PrecisionTally: Equatable, Sendable {
  /// An image and its matches.
  public struct Entry: Equatable, Sendable {
    /// Which image.
    public let key: ImageKey
    /// Its matches.
    public let matches: ImageMatches
  }

  /// The number of classes that are scored; others are left out.
  public let classCount: Int
  /// The images, ascending by key.
  public private(set) var images: [Entry] = []

  /// Creates an empty tally.
  public init(classCount: Int) {
    precondition(classCount >= 0)
    self.classCount = classCount
  }

  /// Adds an image.
  ///
  /// - Throws: `DetectionsError.duplicateImage` where it is there already.
  public mutating func add(_ matches: ImageMatches, for key: ImageKey) throws(DetectionsError) {
    var range = 0..<images.count
    // Usually images come in order.
    if let last = images.last, last.key < key { range = images.count..<images.count }
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = images[middle].key < key ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    let place = range.lowerBound
    guard place == images.count || images[place].key != key else { throw .duplicateImage(key) }
    images.insert(Entry(key: key, matches: matches), at: place)
  }

  /// Adds all images of another tally.
  ///
  /// - Throws: `DetectionsError.duplicateImage` where an image is in both, `classCount` where they score other classes.
  public mutating func merge(_ other: PrecisionTally) throws(DetectionsError) {
    guard other.classCount == classCount else { throw .classCount(other.classCount) }
    var merged: [Entry] = []
    merged.reserveCapacity(images.count + other.images.count)
    var place = 0
    for entry in other.images {
      while place < images.count, images[place].key < entry.key {
        merged.append(images[place])
        place += 1
      }
      guard place == images.count || images[place].key != entry.key else { throw .duplicateImage(entry.key) }
      merged.append(entry)
    }
    images = merged + images[place...]
  }

  /// The scores of everything that was added.
  public func scores() -> PrecisionScores {
    PrecisionScores(
      classes: (0..<classCount).map { number in
        let parts = images.compactMap { entry in entry.matches.classes.first { $0.classID == UInt32(number) } }
        return ClassScores(parts)
      })
  }
}
