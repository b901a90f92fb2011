/// How figures draw trials that miss a condition of the job, unlike all others.
enum InfeasibleStyle {
    static let name = "not feasible"

    /// Gnuplot's style of a trial's mark.
    static let points = "with points pt 4 ps 0.5 lw 1 lc rgb ink"
    static let titledPoints = points + " title " + ScriptText.shown(name)
}
