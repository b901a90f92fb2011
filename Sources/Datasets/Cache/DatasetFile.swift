package import StudyModel

/// One file of a data set as the cache keeps it: uncompressed IDX.
package struct DatasetFile: Sendable, Hashable {
    package let dataset: DatasetName
    /// The file's public name.
    package let name: String
    /// SHA-256 of the uncompressed file, in lower-case hexadecimal.
    package let sha256: String
    /// The length of the uncompressed file.
    package let byteCount: Int
    /// The length of the public mirrors' gzip file, for progress bars only.
    let compressedByteCount: Int

    /// The files of a data set: training images and labels, then test images and labels.
    ///
    /// MNIST's digests are those of the files that LeCun, Cortes and Burges published;
    /// Fashion-MNIST's are those of the files in Debian's package `dataset-fashion-mnist`
    /// (0.0~git20200523.55506a9-1), made from the repository of its authors.
    package static func files(of dataset: DatasetName) -> [DatasetFile] {
        switch dataset {
        case .mnist: mnist
        case .fashionMNIST: fashionMNIST
        }
    }

    private static let mnist = [
        DatasetFile(
            dataset: .mnist, name: "train-images-idx3-ubyte",
            sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            byteCount: 47_040_016, compressedByteCount: 9_912_422),
        DatasetFile(
            dataset: .mnist, name: "train-labels-idx1-ubyte",
            sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            byteCount: 60_008, compressedByteCount: 28_881),
        DatasetFile(
            dataset: .mnist, name: "t10k-images-idx3-ubyte",
            sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            byteCount: 7_840_016, compressedByteCount: 1_648_877),
        DatasetFile(
            dataset: .mnist, name: "t10k-labels-idx1-ubyte",
            sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            byteCount: 10_008, compressedByteCount: 4_542),
    ]

    private static let fashionMNIST = [
        DatasetFile(
            dataset: .fashionMNIST, name: "train-images-idx3-ubyte",
            sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            byteCount: 47_040_016, compressedByteCount: 26_421_880),
        DatasetFile(
            dataset: .fashionMNIST, name: "train-labels-idx1-ubyte",
            sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            byteCount: 60_008, compressedByteCount: 29_515),
        DatasetFile(
            dataset: .fashionMNIST, name: "t10k-images-idx3-ubyte",
            sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            byteCount: 7_840_016, compressedByteCount: 4_422_102),
        DatasetFile(
            dataset: .fashionMNIST, name: "t10k-labels-idx1-ubyte",
            sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            byteCount: 10_008, compressedByteCount: 5_148),
    ]
}
