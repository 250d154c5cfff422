/// The page for people: one file that asks nobody else for anything.
enum DashboardPage {
  /// The page as an answer.
  static let answer = {
    var answer = Answer(200, "text/html; charset=utf-8", PackageResources.dashboard_html)
    answer.headers["content-security-policy"] =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    answer.headers["referrer-policy"] = "no-referrer"
    return answer
  }()
}
