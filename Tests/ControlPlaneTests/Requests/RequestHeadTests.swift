import ControlPlane
import Testing

@Suite struct RequestHeadTests {
  @Test func pathAndQueryAreTakenApart() {
    let head = RequestHead(method: "GET", target: "/control/add?x=1&camera=left%20eye%2F&empty=&bare")
    #expect(head.path == "/control/add")
    #expect(head.query("camera") == "left eye/" && head.query("x") == "1" && head.query("empty") == "")
    #expect(head.query("bare") == nil && head.query("other") == nil)
    #expect(RequestHead(method: "GET", target: "/").query("x") == nil)
  }

  @Test(arguments: ["%", "%4", "%zz", "%ff%fe", "a%2"])
  func brokenTextIsNoValue(text: String) {
    #expect(RequestHead(method: "GET", target: "/?camera=\(text)").query("camera") == nil)
  }
}
