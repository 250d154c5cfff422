import CSceneKernels
import Events

/// The squares into which a picture is cut; each is computed as often as what is in it moves.
struct TileGrid: Equatable {
  /// Rows and columns of a tile.
  static let side = Int(SCENE_TILE)
  /// Pixels of a tile.
  static let pixels = side * side

  let geometry: SensorGeometry
  let columns: Int
  let rows: Int

  init(geometry: SensorGeometry) {
    self.geometry = geometry
    columns = (geometry.width + Self.side - 1) / Self.side
    rows = (geometry.height + Self.side - 1) / Self.side
  }

  /// The number of tiles.
  var count: Int { columns * rows }

  /// Pixels of all columns of tiles, those beyond the sensor's edge included.
  var width: Int { columns * Self.side }
  /// Pixels of all rows of tiles.
  var height: Int { rows * Self.side }

  /// Where a tile begins.
  func tile(_ index: Int) -> (left: Int, top: Int) {
    (index % columns * Self.side, index / columns * Self.side)
  }
}
