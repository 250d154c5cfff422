import CSQLite
import EventFormats
import Glibc

/// A database of somebody else's, open for reading.
///
/// It is taken as it stands in its file: no lock, no journal, and nothing that its own schema says is executed. A query that goes
/// on for long without a row is ended.
struct SQLiteDatabase: ~Copyable {
  /// The largest value that is read, in bytes.
  private static let maximumValue: Int32 = 64 << 20
  /// The steps of SQLite's machine between two looks at the patience left.
  private static let stepsBetweenLooks: Int32 = 100_000
  /// So many looks without a row end a query.
  private static let maximumLooks = 10_000

  let path: String
  private let handle: OpaquePointer
  private let looks: UnsafeMutablePointer<Int>

  /// Opens a database.
  init(path: String) throws(EventSourceError) {
    try Self.checkIsFile(path)
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(
      Self.address(of: path), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nil)
    guard status == SQLITE_OK, let handle, saccade_sqlite_distrust(handle) == SQLITE_OK else {
      sqlite3_close(handle)
      throw EventSourceError(.unreadable, "cannot be opened: \(String(cString: sqlite3_errstr(status)))", path: path)
    }
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Self.maximumValue)
    let looks = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    looks.initialize(to: 0)
    sqlite3_progress_handler(
      handle, Self.stepsBetweenLooks,
      { looks in
        guard let count = looks?.assumingMemoryBound(to: Int.self) else { return 1 }
        count.pointee += 1
        return count.pointee > SQLiteDatabase.maximumLooks ? 1 : 0
      }, looks)
    self.path = path
    self.handle = handle
    self.looks = looks
  }

  deinit {
    sqlite3_close_v2(handle)
    looks.deallocate()
  }

  /// The bytes of a write-ahead log beside the file, which is not read.
  var unreadLogByteCount: Int {
    var information = stat()
    return stat("\(path)-wal", &information) == 0 ? Int(information.st_size) : 0
  }

  /// Whether the file is shorter than its header says: SQLite takes what is missing for zeros.
  func isTruncated() -> Bool {
    guard let file = fopen(path, "r") else { return false }
    defer { fclose(file) }
    var header = [UInt8](repeating: 0, count: 100)
    guard fread(&header, 1, header.count, file) == header.count, fseeko(file, 0, SEEK_END) == 0 else { return false }
    func number(_ range: Range<Int>) -> Int { header[range].reduce(0) { $0 << 8 | Int($1) } }
    let pageSize = number(16..<18) == 1 ? 65536 : number(16..<18)
    // The number of pages counts where the file was last written by a SQLite that keeps it.
    guard number(24..<28) == number(92..<96) else { return false }
    return ftello(file) < number(28..<32) * pageSize
  }

  /// Prepares a query.
  func prepare(_ query: String) throws(EventSourceError) -> SQLiteQuery {
    var statement: OpaquePointer?
    let status = sqlite3_prepare_v2(handle, query, -1, &statement, nil)
    guard status == SQLITE_OK, let statement else { throw error(status) }
    return SQLiteQuery(statement: statement)
  }

  /// Goes to the next row of a query; false where there is none.
  func step(_ query: borrowing SQLiteQuery) throws(EventSourceError) -> Bool {
    looks.pointee = 0
    switch sqlite3_step(query.statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let status: throw error(status)
    }
  }

  private func error(_ status: Int32) -> EventSourceError {
    let reason =
      status == SQLITE_INTERRUPT ? "a query found no row in reasonable time" : String(cString: sqlite3_errmsg(handle))
    return EventSourceError(.badData, "is no ROS 2 recording in SQLite, or damaged: \(reason)", path: path)
  }

  private static func checkIsFile(_ path: String) throws(EventSourceError) {
    var information = stat()
    guard stat(path, &information) == 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw EventSourceError(
        isMissing ? .missing : .unreadable,
        isMissing ? "does not exist; check the path" : "cannot be examined: \(String(cString: strerror(errno)))",
        path: path)
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw EventSourceError(.notAFile, "is not a file: name the .db3 file of the recording", path: path)
    }
    guard access(path, R_OK) == 0 else {
      throw EventSourceError(
        .unreadable, "may not be read by this user; change its permissions or the user", path: path)
    }
  }

  /// The address by which SQLite opens a file as one that nobody changes.
  private static func address(of path: String) -> String {
    let absolute = path.hasPrefix("/") ? path : "./\(path)"
    var address = "file:"
    for byte in absolute.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        address.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        address += digits.count < 2 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return address + "?mode=ro&immutable=1"
  }
}
