/// An image that is to be read.
struct ListedImage: Equatable {
  /// The path it is opened by.
  var path: String
  /// Its place below the folder that was given; the file's name where it was given itself.
  var placeInFolder: String
}
