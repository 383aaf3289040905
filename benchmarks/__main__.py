"""All computations in benchmarks/bench_*.py: ``python -m benchmarks``. The page: ``python -m benchmarks.karte``."""

from importlib import import_module
from pkgutil import iter_modules

import benchmarks

for module in iter_modules(benchmarks.__path__):
    if module.name.startswith("bench_"):
        import_module(f"benchmarks.{module.name}").main()
