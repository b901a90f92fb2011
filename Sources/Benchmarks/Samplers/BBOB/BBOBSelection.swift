/// Which functions of the suite BBOB are searched.
package struct BBOBSelection: Sendable {
    /// Numbers of the suite's functions, from 1.
    package var numbers: [Int]
    /// Numbers of parameters, 2 or more.
    package var dimensions: [Int]

    /// The numbers of all functions of the suite.
    package static let numbers = BBOBFunction.all.map(\.number)

    package init(numbers: [Int] = numbers, dimensions: [Int] = [5, 10]) {
        self.numbers = numbers
        self.dimensions = dimensions
    }

    /// A function in one of the numbers of parameters.
    struct Problem: Sendable {
        let function: BBOBFunction
        let dimensions: Int

        /// The formula that search number `search` (from 0) searches: each has its own instance.
        func formula(search: Int) -> BenchFunction {
            .bbob(function, dimensions: dimensions, instance: instance(search: search))
        }

        func instance(search: Int) -> BBOBInstance {
            BBOBInstance(of: function, dimensions: dimensions, number: search + 1)
        }
    }

    /// By number of parameters, then by number of the function.
    var problems: [Problem] {
        dimensions.flatMap { dimensions in
            BBOBFunction.all.filter { numbers.contains($0.number) }.map {
                Problem(function: $0, dimensions: dimensions)
            }
        }
    }
}
