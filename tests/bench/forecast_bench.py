"""How good forecasts are: held against quarters they did not see, over many seeds and shapes. A table for the docs."""

import sys
import tempfile
from pathlib import Path

from peil.demonstrating import CORRECTION, demonstrate
from peil.importing.gate import import_paths
from peil.store import Store
from tests.meaning.withheld import CUTS_OF_DEMONSTRATION, SHAPES, Figure, Summary, of_demonstration, scores

SEEDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10
SEEDS_OF_DEMONSTRATION = min(SEEDS, 5)


def demonstration(seed: int) -> list[Figure]:
    """The figures of the demonstration region that another seed makes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "region"
        demonstrate(folder, seed=seed)
        store = Store(":memory:")
        import_paths(store, [folder])
        import_paths(store, [folder / CORRECTION])
        found = of_demonstration(store)
        store.close()
    return found


regions = {"the demonstration region": [demonstration(seed + 1) for seed in range(SEEDS_OF_DEMONSTRATION)]}
regions |= {name: [shape.make(seed) for seed in range(SEEDS)] for name, (shape, _) in SHAPES.items()}
cuts = {"the demonstration region": CUTS_OF_DEMONSTRATION} | {name: after for name, (_, after) in SHAPES.items()}

print(
    "| shape | after | forecasts | in 80 % | in 50 % | Brier | of a line | ratio |\n|---|---|---|---|---|---|---|---|"
)
for shape, made in regions.items():
    for some in (*((cut,) for cut in cuts[shape]), cuts[shape]):
        one = Summary.of([found for region in made for found in scores(region, some, seed=1)])
        after = f"{some[0]} quarters" if len(some) == 1 else "all"
        print(
            f"| {shape} | {after} | {one.forecasts:,} | {one.wide:.1%} | {one.narrow:.1%} | {one.brier:.3f} |"
            f" {one.brier_of_line:.3f} | {one.beside_line:.2f} |"
        )
