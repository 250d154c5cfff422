/// A value as Python writes it; what the header of a NumPy file is made of.
enum PythonLiteral {
  case text(String)
  case number(Int)
  case boolean(Bool)
  case sequence([PythonLiteral])
  case dictionary([(key: String, value: PythonLiteral)])
}
