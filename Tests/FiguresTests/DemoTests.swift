import Figures
import Foundation
import Testing

@Suite("A page with every kind of figure")
struct DemoTests {
    @Test(
        "is written where PODIUM_DEMO says",
        .enabled(if: ProcessInfo.processInfo.environment["PODIUM_DEMO"] != nil))
    func demo() throws {
        let path = try #require(ProcessInfo.processInfo.environment["PODIUM_DEMO"])
        let folder = try FigureFolder(path + "/figures", gnuplot: try Gnuplot.find())
        let page = try SamplePage(samples: Samples(pointCount: 2500, trialCount: 50)) {
            try folder.draw($1, named: $0, preview: true)
        }.page()
        let html = try page.html()
        try Data(html.utf8).write(to: URL(filePath: path + "/page.html"))
        #expect(html.contains("<svg") == (folder.gnuplot != nil))
    }
}
