import ArgumentParser
import Pictures

/// The colours of event frames.
enum RenderTheme: String, ExpressibleByArgument, CaseIterable {
  /// Blue for ON and orange for OFF on nearly black.
  case dark
  /// Blue for ON and orange for OFF on white.
  case light
  /// White for ON and black for OFF on grey, by the difference of their numbers.
  case diverging

  /// Where nothing happened.
  var background: Color {
    switch self {
    case .dark: Color(0x10151A)
    case .light: .white
    case .diverging: Color(0x80868C)
    }
  }

  /// ON events.
  var on: Color {
    switch self {
    case .dark: Color(0x5BB8FF)
    case .light: Color(0x1769B5)
    case .diverging: .white
    }
  }

  /// OFF events.
  var off: Color {
    switch self {
    case .dark: Color(0xFF8150)
    case .light: Color(0xDB4620)
    case .diverging: .black
    }
  }

  /// Behind captions, and between pictures.
  var surround: Color { self == .light ? Color(0xEEF2F5) : Color(0x1C242B) }

  /// Captions.
  var caption: Color { self == .light ? Color(0x34424E) : Color(0xC6D1DA) }
}
