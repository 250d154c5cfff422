import Telemetry
import Testing

@Suite struct CounterTests {
  @Test func addsFromManyTasksAreAllCounted() async {
    let counter = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<1_000 { counter.add(3) } }
      }
    }
    counter.add()
    #expect(counter.value == 24_001)
  }
}
