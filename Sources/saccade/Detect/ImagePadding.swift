import ArgumentParser

/// How far images are padded, once they are scaled to fit a model's input.
enum ImagePadding: String, ExpressibleByArgument, CaseIterable {
  /// Each side to the next multiple of 32, as the published code does for single images; less is computed.
  case minimal
  /// To the model's whole input.
  case full
}
