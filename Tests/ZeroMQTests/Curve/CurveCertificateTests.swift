import Foundation
import TestSupport
import Testing

import ZeroMQ

@Suite struct CurveCertificateTests {
  @Test func whatIsWrittenIsRead() throws {
    let pair = try CurveKeyPair.generate()
    let certificate = CurveCertificate(pair, metadata: [("topics", "detections/front/ meta/"), ("owner", "R. Botham")])
    #expect(try CurveCertificate(parsing: certificate.text, source: "here") == certificate)
    #expect(certificate.pair == pair)
    let open = certificate.withoutSecret
    #expect(!open.text.contains(pair.secretKey.z85) && open.pair == nil)
    let read = try CurveCertificate(parsing: open.text, source: "here")
    #expect(read.publicKey == pair.publicKey && read.secretKey == nil && read.value("owner") == "R. Botham")
  }

  @Test func onlyItsOwnerMayReadASecretKey() throws {
    let folder = try TemporaryFolder()
    let certificate = CurveCertificate(try CurveKeyPair.generate())
    for (name, content, rights) in [("a.key_secret", certificate, 0o600), ("a.key", certificate.withoutSecret, 0o644)] {
      let path = folder.url.appending(path: name).path
      try content.write(path: path, overwrites: false)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      // The umask may take rights away, and never gives any.
      let found = (attributes[.posixPermissions] as? Int ?? -1)
      #expect(found & ~rights == 0 && found & 0o400 != 0)
      #expect(try CurveCertificate(path: path) == content)
      #expect(throws: ZeroMQError.self) { try content.write(path: path, overwrites: false) }
      try content.write(path: path, overwrites: true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["a.key", "a.key_secret"])
  }

  @Test func whatIsWrongSaysWhereAndWhatToDo() throws {
    let pair = try CurveKeyPair.generate()
    let other = try CurveKeyPair.generate()
    for (text, part) in [
      ("", "there is no public-key in it"),
      ("curve\n    public-key = \"short\"\n", "here, line 2: the public-key is none"),
      (
        "curve\n  secret-key = \"\(pair.secretKey.z85)\"\n  public-key = \"\(other.publicKey.z85)\"\n",
        "belong together"
      ),
      ("metadata\n    public-key = \"\(pair.publicKey.z85)\"\n", "there is no public-key in it"),
    ] {
      let error = #expect(throws: ZeroMQError.self) { try CurveCertificate(parsing: text, source: "here") }
      #expect(error?.code == .badCertificate)
      #expect(error?.description.contains(part) == true, "\(String(describing: error))")
      #expect(error?.description.contains(pair.secretKey.z85) == false)
    }
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "a.key").path
    #expect(throws: ZeroMQError.self) { try CurveCertificate(path: path) }
    try CurveCertificate(pair).withoutSecret.write(path: path, overwrites: false)
    let error = #expect(throws: ZeroMQError.self) { try CurveCertificate.pair(path: path) }
    #expect(error?.description.contains("has no secret key") == true)
    try Data(count: CurveCertificate.maximumBytes + 1).write(to: URL(filePath: path))
    #expect(throws: ZeroMQError.self) { try CurveCertificate(path: path) }
  }

  @Test func damagedTextNeverCrashes() throws {
    let text = Array(CurveCertificate(try CurveKeyPair.generate(), metadata: [("topics", "a/ b/")]).text.utf8)
    var generator = SplitMix64(state: 5)
    for cut in 0...text.count {
      _ = try? CurveCertificate(parsing: String(decoding: text.prefix(cut), as: UTF8.self), source: "cut")
      var damaged = text
      damaged[Int(generator.next() % UInt64(text.count))] = UInt8(truncatingIfNeeded: generator.next())
      _ = try? CurveCertificate(parsing: String(decoding: damaged, as: UTF8.self), source: "damaged")
    }
  }
}
