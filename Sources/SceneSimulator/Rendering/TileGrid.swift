import CSceneKernels
package import Events

/// The squares into which a picture is cut; each is computed as often as what is in it moves.
package struct TileGrid: Equatable {
  /// Rows and columns of a tile.
  package static let side = Int(SCENE_TILE)
  /// Pixels of a tile.
  package static let pixels = side * side

  package let geometry: SensorGeometry
  package let columns: Int
  package let rows: Int

  package init(geometry: SensorGeometry) {
    self.geometry = geometry
    columns = (geometry.width + Self.side - 1) / Self.side
    rows = (geometry.height + Self.side - 1) / Self.side
  }

  /// The number of tiles.
  package var count: Int { columns * rows }

  /// Pixels of all columns of tiles, those beyond the sensor's edge included.
  package var width: Int { columns * Self.side }
  /// Pixels of all rows of tiles.
  package var height: Int { rows * Self.side }

  /// Where a tile begins.
  package func tile(_ index: Int) -> (left: Int, top: Int) {
    (index % columns * Self.side, index / columns * Self.side)
  }
}
