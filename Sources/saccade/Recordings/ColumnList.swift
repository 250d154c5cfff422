import ArgumentParser
import EventFormats

/// What the columns of a table of events hold, such as `t,x,y,p`.
struct ColumnList: ExpressibleByArgument, Equatable {
  var columns: [EventColumn]

  init?(argument: String) {
    guard let columns = EventColumn.list(parsing: argument) else { return nil }
    self.columns = columns
  }
}
