/// An attribute of a node in the XML of an AEDAT 4 header, `<attr key="KEY">VALUE</attr>`.
package struct XMLNodeAttribute: Equatable, Sendable {
  /// The names of the nodes around it, outermost first.
  package var path: [String]
  package var key: String
  package var value: String

  /// Creates an attribute.
  package init(path: [String], key: String, value: String) {
    self.path = path
    self.key = key
    self.value = value
  }
}
