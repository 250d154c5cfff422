/// The container format MCAP: records of one byte that names them, a length of eight bytes and content.
///
/// Source: <https://mcap.dev/spec>.
package enum MCAP {
  /// What a file begins and ends with.
  package static let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
  /// The bytes of a record before its content.
  package static let recordHeaderSize = 9

  /// A record's name.
  package enum Opcode {
    package static let header: UInt8 = 0x01
    package static let footer: UInt8 = 0x02
    package static let schema: UInt8 = 0x03
    package static let channel: UInt8 = 0x04
    package static let message: UInt8 = 0x05
    package static let chunk: UInt8 = 0x06
    package static let messageIndex: UInt8 = 0x07
    package static let chunkIndex: UInt8 = 0x08
    package static let statistics: UInt8 = 0x0B
    package static let summaryOffset: UInt8 = 0x0E
    package static let dataEnd: UInt8 = 0x0F
  }

  /// The bytes of a message record before the message: channel, sequence, log time, publish time.
  package static let messagePrefixSize = 22
}
