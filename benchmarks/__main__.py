"""All benchmarks: ``python -m benchmarks``."""

from benchmarks import bench_audit, bench_start, bench_view

for benchmark in (bench_start, bench_view, bench_audit):
    benchmark.main()
