"""All benchmarks: ``python -m benchmarks``."""

from benchmarks import bench_audit, bench_protect, bench_start, bench_view

for benchmark in (bench_start, bench_view, bench_protect, bench_audit):
    benchmark.main()
