/// How much a point promises, by a model of what is known.
protocol Acquisition: Sendable {
    /// The number of points that the model knows, which says how long a prediction takes.
    var observations: Int { get }

    /// The logarithms of what points promise, given as rows of the model's columns.
    func logarithms(at rows: [[Double]]) -> [Double]

    /// The logarithm for a row, and its derivatives by the row's numbers, which are meaningful in
    /// columns of numbers.
    func logarithmAndSlopes(at row: [Double]) -> (value: Double, slopes: [Double])
}
