import Detections
import Testing

@Suite struct COCOAnnotationsTests {
  private func annotations(images: String, categories: String = "") throws -> COCOAnnotations {
    try COCOAnnotations(
      json: Array("{\"info\": {}, \"images\": [\(images)], \"categories\": [\(categories)], \"annotations\": [1]}".utf8)
    )
  }

  @Test func idsAreFoundByName() throws {
    let file = try annotations(
      images: """
        {"id": 139, "file_name": "000000000139.jpg", "width": 640}, {"file_name": "val/a.png", "id": 9000000000},
        {"file_name": "./train/a.png", "id": -3}
        """,
      categories: #"{"id": 1, "name": "person", "supercategory": "x"}, {"id": 90, "name": "tooth brush"}"#)
    #expect(file.categoryIDs == ["person": 1, "tooth brush": 90])
    #expect(file.imageID(ofPath: "000000000139.jpg") == 139)
    #expect(file.imageID(ofPath: "/data/val2017/000000000139.jpg") == 139)
    #expect(file.imageID(ofPath: "/data/val/a.png") == 9_000_000_000)
    #expect(file.imageID(ofPath: "./val//a.png") == 9_000_000_000)
    #expect(file.imageID(ofPath: "train/a.png") == -3)
    // Both folders have one of this name.
    #expect(file.imageID(ofPath: "a.png") == nil)
    #expect(file.imageID(ofPath: "test/a.png") == nil)
    #expect(file.imageID(ofPath: "000000000140.jpg") == nil)
    #expect(file.imageID(ofPath: "") == nil)
  }

  @Test func theOnlyImageOfANameIsFoundInAnotherFolder() throws {
    let file = try annotations(images: #"{"id": 5, "file_name": "val2017/b.jpg"}"#)
    #expect(file.imageID(ofPath: "b.jpg") == 5)
    #expect(file.imageID(ofPath: "elsewhere/b.jpg") == 5)
  }

  @Test func threeImagesOfOneLastPartAreAmbiguous() throws {
    let file = try annotations(
      images: (1...3).map { "{\"id\": \($0), \"file_name\": \"\($0)/b.jpg\"}" }.joined(separator: ","))
    #expect(file.imageID(ofPath: "b.jpg") == nil)
    #expect(file.imageID(ofPath: "3/b.jpg") == 3)
  }

  @Test func namesMustDiffer() throws {
    #expect(throws: COCOFileError.ambiguous(kind: "images", name: "a.jpg", ids: [1, 2])) {
      try annotations(images: #"{"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "./a.jpg"}"#)
    }
    #expect(throws: COCOFileError.ambiguous(kind: "categories", name: "cat", ids: [1, 7])) {
      try annotations(images: "", categories: #"{"id": 1, "name": "cat"}, {"id": 7, "name": "cat"}"#)
    }
  }

  @Test(arguments: [
    ("", "no COCO annotations"), ("[]", "no COCO annotations"), ("{\"images\": []}", "'categories' is missing"),
    ("{\"images\": [{\"id\": 1}], \"categories\": []}", "'file_name' is missing at images[0]"),
    ("{\"images\": [{\"id\": \"x\", \"file_name\": \"a\"}], \"categories\": []}", "images[0].id"),
    ("{\"images\": [{\"id\": 1.5, \"file_name\": \"a\"}], \"categories\": []}", "no COCO annotations"),
    ("{\"images\": [", "no COCO annotations"),
  ])
  func otherFilesAreRefused(json: String, part: String) throws {
    let error = try #require(throws: COCOFileError.self) { try COCOAnnotations(json: Array(json.utf8)) }
    #expect(error.description.contains(part), "\(error)")
  }

  /// Deep nesting and cuts end as errors.
  @Test func hostileTextIsRefused() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 200_000)
    #expect(throws: COCOFileError.self) { try COCOAnnotations(json: deep) }
    let text = Array(#"{"images": [{"id": 1, "file_name": "ä.jpg"}], "categories": [{"id": 2, "name": "x"}]}"#.utf8)
    for count in 0..<text.count {
      #expect(throws: COCOFileError.self) { try COCOAnnotations(json: Array(text.prefix(count))) }
    }
  }
}
