"""FAISS's exact search, driven by `Akin.Benchmarks flat`.

Reads the rows' file, the queries' file (both float32, row-major) and the dimensions, one a line; answers with the library's version. Then, for each
line "QUERIES REPEATS", searches that many queries so often and answers with CPU seconds, wall seconds and the ten nearest rows of every query.
"""
import sys
import time

import faiss
import numpy

rows_path, queries_path, dimensions = [sys.stdin.readline().strip() for _ in range(3)]
dimensions = int(dimensions)
rows = numpy.fromfile(rows_path, dtype=numpy.float32).reshape(-1, dimensions)
queries = numpy.fromfile(queries_path, dtype=numpy.float32).reshape(-1, dimensions)
faiss.omp_set_num_threads(1)
index = faiss.IndexFlatIP(dimensions)
index.add(rows)
print(f"{faiss.__version__} ({faiss.get_compile_options().strip()})", flush=True)
for line in sys.stdin:
    count, repeats = map(int, line.split())
    cpu, wall = time.process_time(), time.perf_counter()
    for repeat in range(repeats):
        # Single queries take turns, as batches repeat.
        first = repeat if count == 1 else 0
        found = index.search(queries[first:first + count], 10)[1]
    print(time.process_time() - cpu, time.perf_counter() - wall, *found.ravel(), flush=True)
