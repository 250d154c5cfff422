/// Rows of images that OpenCV 5.0.0 has resized (`INTER_LINEAR`, 8 bits), printed by `Tests/GoldenData/opencv_resize.py`.
struct BilinearResizeGolden {
  var width: Int
  var height: Int
  var resizedWidth: Int
  var resizedHeight: Int
  /// Whether the source holds 0, 127 and 255 alone.
  var isPolarity: Bool
  /// Row numbers and their pixels in hexadecimal.
  var rows: [(row: Int, pixels: String)]

  static let all = [
    BilinearResizeGolden(
      width: 304, height: 240, resizedWidth: 320, resizedHeight: 253, isPolarity: true,
      rows: [
        (
          0,
          """
          ff8910d239b9530000424236afd57f9cd220fff806751000c546557fc8bcbcc84f29a2c52cffec06f889ef2c62dca97f\
          3686ffff9f53dc622cef7506f889ef2cc5ffff5f493c79c8afffb91c6920f582fc897fe93900009fffffc27f4f0046c5\
          00000982fc89ef2cc54655cfb57f42002f55239cffdf00037c09dfff9c23acff6c86ffff9f53dc9ce98ff582fc136f16\
          0000004f7f3c3cb5cfa9ffe2691089ffff13dfffffffa92f93790036afac00002cffec037c096f1600b9539fffffc2b5\
          9f53b939e98fec06f8ff8f7f7fdca97f36003c7fafffffe295df0982fc136f16627f7fcf6c42bcc84f29a2e27f7f89f8\
          06ec8f1600b9534f3686c2495fd57f622cef7f7c037510006223557fc8bc426c9f00001c95fff582fc136fe939b9ffaf\
          36003c7f7f550039d20013ffff8910697f23004fc8ffffc87fa9fffffffff57f
          """
        ),
        (
          1,
          """
          891368851fb9f2eb64818168a1367f818569141300e385146a25a5abc8fac1b7c5522d6a032290e98b13797822bb5a0a\
          8bf68f45aecba6f3c52187e98b137978843414078d74418457144fedf3d024f5ff1c0a721f55c5ae4551bcf5f1ebb00f\
          29ebe37f88802103c546563c517fb2eb9753eef7d62ee2720c6dee3d0cadf96c4c4283ffcba2bb0c2680887c166e7ed8\
          ebebeb5e0a80800e3ca9fffddf7689fc8c0a11742ebe5a040b857c36835c205b0331f478f2ec8c16000ea5f8ff834651\
          38a2b91f878ffde98b1cd933c0fcf8f5efebf09166d868110c1112ef196ee52bbe9f7f3c08050e0f32520d111e7f89fe\
          ec24d98b1a0e55c5ab427fbf515dd597da96ec82e8f41e0062cd539dfbbc7ab0f8c596ede297fef5ff7f1712bbfaafcd\
          ab38749136a2ebd59aebdb19f9f6857d7f7875c5fbc1c1fbf5f8de89897a24f5
          """
        ),
        (
          126,
          """
          00ecc78b7f7f7fa7bf5b1e2560ac34bfbfaf447e417b47744e3f95975b1e001b3f7efff1a94fb0023e4078b45c6eaabf\
          bfbfbfdacf94ad9ce97f7a3f3fb5874bd4a35467a47c7ca4807f6e5cbfb7808080807f7f807f5467c99a405a4f296e31\
          0b477f7d413fafbff1744067c9ffc2493056238e9d083b023e05707f7fad3e50a47c2136afd57f6221bfba8080ba1869\
          7f2381975b1e1e5bafead1f1a957fac1fd89807fe2a35440647f6191e7d4edcde98084c1fdc4bff4cd3481973664ddff\
          b74063b18baf4483fc894774e2a38057ae9a7c896faa7f8ea9380a7f7f4477b45c6e29505b82ddffb7547f8dbfaf49bc\
          4305a7f49cad3e505ba4a43f58a9ffe295f7b543bc4908697f7f29283fa4ffc9806b2e0e56bfba80804440747f238197\
          7f3c5ba46754807f7f7f84bfbf844740d4a3aa486ee1e1bf8f4074e296e749bf
          """
        ),
        (
          252,
          """
          ff89ef95e2ffffaf3642426ccfa9b91c95fffffc827fef957fdca97f36003c7f4f53ffc5167f89f806ec8fe9ffffa9cf\
          b57fbcc8afffb90000000982fc1300d2ffa27f2f493c006cffac239ce98fec06f889ef2cc5a27f7fc87900367fa9b900\
          000013ffff13000000b9ff5f93ffc2495fffdc7f7f7f7f7f7f09df2c62dca9cf6c42bcffcfa9dc7f690000037cf58fe9\
          ff46ac5f49c2866ccf5546ffd20013fc8209dfff9cdca9cfff793cb5cf7f7f62167f75037c09dfff9cdc539fffff8636\
          afd57f7f95ef89ffff897fe93900009fb5c286005fac46c52cef7f7c0300dfff9cdc53000086c27f7f7f7f9ce97f7f82\
          fcff2069e2a2299f6c42426ccf5546ffe96f0982fc89ef951cb9a9cf6c86866cffffffe295df097f7ff520d239b9a97f\
          7f3c79932fa9b939d200097c0375efffffa229000042bc935fd5a2e27f8fffff
          """
        ),
      ]),
    BilinearResizeGolden(
      width: 19, height: 15, resizedWidth: 24, resizedHeight: 19, isPolarity: false,
      rows: [
        (
          0,
          """
          c183634716a094909a769e9d817efbcea294984258adf0ee
          """
        ),
        (
          1,
          """
          424c6b8a92ab9fb5bb4b98705e85a9b8956643252692e8cf
          """
        ),
        (
          5,
          """
          66978262834ea5d1c9d7457fa077776e5666954c97795e9d
          """
        ),
        (
          9,
          """
          407ab4d5c62f9feff0e9bd5c1d2c8ad0cea76d0c6e9ba5b1
          """
        ),
        (
          17,
          """
          964657752e748ba4c5dc433f81b87990be92113128538ba7
          """
        ),
        (
          18,
          """
          f5694054443e95bbaeac2837576180d3e092258a6d8ba27e
          """
        ),
      ]),
    BilinearResizeGolden(
      width: 94, height: 50, resizedWidth: 32, resizedHeight: 17, isPolarity: false,
      rows: [
        (
          0,
          """
          f1e7483eb86585265cc29255da4dbdec2adc1bae8a898cbe6a70a5df7f5e5a42
          """
        ),
        (
          8,
          """
          75ab8eb37b73946a6331a5748f8fbc637579c798a0848cad8b9f7ca18d4c912d
          """
        ),
        (
          16,
          """
          9a946797b6a872975c6d9bacd0248e23bfcef163543a8092438665674943320e
          """
        ),
      ]),
  ]
}
