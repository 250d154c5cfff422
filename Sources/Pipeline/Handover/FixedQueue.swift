/// A first-in, first-out queue whose storage never grows.
struct FixedQueue<Element> {
  private var storage: [Element?]
  private var head = 0
  private(set) var count = 0

  init(capacity: Int) { storage = Array(repeating: nil, count: capacity) }

  /// The oldest element; nil when there is none.
  var first: Element? { count > 0 ? storage[head] : nil }

  /// The newest element; nil when there is none.
  var last: Element? { count > 0 ? storage[(head + count - 1) % storage.count] : nil }

  /// Adds an element; there must be room.
  mutating func append(_ element: Element) {
    precondition(count < storage.count)
    storage[(head + count) % storage.count] = element
    count += 1
  }

  /// Removes the oldest element; nil when there is none.
  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = storage[head]
    storage[head] = nil
    head = (head + 1) % storage.count
    count -= 1
    return element
  }
}
