#!/usr/bin/env python3
"""Makes docs/schedulers/table-1.tsv: the best validation loss by epochs trained, of the random
search of results/table-1 and of the search with early stopping of results/table-1-asha.

The random search trains its trials one after the other, each for 50 epochs. Only the standard
library is needed. Then: cd docs/schedulers && gnuplot table-1.gnuplot
"""

import csv
import pathlib

root = pathlib.Path(__file__).resolve().parent.parent
results = root / "results"
blocks = []
with open(results / "table-1" / "table.csv") as file:
    rows = sorted(csv.DictReader(file), key=lambda row: int(row["Trial"]))
best, spent, points = float("inf"), 0, []
for row in rows:
    spent += int(row["Epochs"])
    best = min(best, float(row["Valid. loss"]))
    points.append((spent, best))
blocks.append(("random search", points))
with open(results / "table-1-asha" / "figures" / "best-by-epochs.tsv") as file:
    lines = [line.split("\t") for line in file if line[0].isdigit()]
blocks.append(("asha", [(float(x), float(y)) for x, y in lines]))
with open(root / "docs" / "schedulers" / "table-1.tsv", "w") as file:
    file.write("# best validation loss over epochs of all trials, a block a search\n")
    for name, points in blocks:
        file.write(f"# {name}\n")
        file.writelines(f"{x:g}\t{y!r}\n" for x, y in points)
        file.write("\n\n")
