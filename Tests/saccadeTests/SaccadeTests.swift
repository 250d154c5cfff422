import Testing

@Suite struct SaccadeTests {
  @Test func helpListsTheCommands() throws {
    let run = try CommandRun("--help")
    #expect(run.status == 0)
    #expect(run.output.contains("network"))
  }

  @Test(arguments: [["nonsense"], ["--nonsense"], ["network", "nonsense"]]) func unknownWordsAreUsageErrors(
    arguments: [String]
  ) throws {
    let run = try CommandRun(arguments: arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(!run.errors.isEmpty)
  }
}
