"""FAISS, for vectors.py: `faiss_search.py ROWS.npy QUERIES.npy INDEX PROCESSOR THREADS`, unit rows in float32, inner product.

INDEX is `flat`, `ivf` (lists over float32 rows), `fastscan` (lists over 4-bit product codes, re-ranked by float32 rows) or `hnsw` (M=16, efConstruction=200).
"""
import math
import sys

import faiss
import numpy

import measuring

PROBES = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128]
BEAMS = [10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 500]


class FaissSearch:
    engine = "FAISS"
    has_batches = True

    def __init__(self, rows, queries, kind, threads):
        self.version = f"{faiss.__version__} {faiss.get_compile_options().split()[-1].lower()} build, {measuring.loaded_blas()}"
        self.queries = queries
        # One query costs little more than microseconds, so its pointers are made before.
        self.pointers = [faiss.swig_ptr(queries[row:row + 1]) for row in range(len(queries))]
        self.similarities = numpy.empty((1, measuring.NEIGHBOURS), numpy.float32)
        self.found = numpy.empty((1, measuring.NEIGHBOURS), numpy.int64)
        self.outputs = faiss.swig_ptr(self.similarities), faiss.swig_ptr(self.found)
        # As many lists as FAISS' guidelines advise: a few times the root of the rows.
        self.lists = max(1, min(round(4 * math.sqrt(len(rows))), len(rows) // 39))
        dimensions = rows.shape[1]
        self.index, description, self.settings = {
            "flat": ("IndexFlatIP", "Flat", [{}]),
            "ivf": (f"IndexIVFFlat, {self.lists} lists", f"IVF{self.lists},Flat", [{"nprobe": probes} for probes in self.probes()]),
            "fastscan": (
                f"IndexIVFPQFastScan + refine, {self.lists} lists", f"IVF{self.lists},PQ{dimensions // 2}x4fs,RFlat",
                [{"nprobe": probes, "k_factor": factor} for factor in (10, 25) for probes in self.probes()]),
            "hnsw": ("IndexHNSWFlat, M=16, efConstruction=200", None, [{"efSearch": beam} for beam in BEAMS]),
        }[kind]
        self.points = [", ".join(f"{name}={value}" for name, value in setting.items()) for setting in self.settings]
        if description is None:
            self.searched = faiss.IndexHNSWFlat(dimensions, 16, faiss.METRIC_INNER_PRODUCT)
            self.searched.hnsw.efConstruction = 200
        else:
            self.searched = faiss.index_factory(dimensions, description, faiss.METRIC_INNER_PRODUCT)
        self.build_cpu_seconds = measuring.cpu_seconds_of(lambda: self.build(rows, threads))[1]
        self.bytes_per_vector = self.length_in_bytes() / len(rows)

    def probes(self):
        return [probes for probes in PROBES if probes <= self.lists]

    def build(self, rows, threads):
        # Training waits for its slowest thread again and again, and waiting takes CPU time as working does.
        self.use_threads(1)
        self.searched.train(rows)
        self.use_threads(threads)
        self.searched.add(rows)

    def length_in_bytes(self):
        """The index as FAISS would save it, which is what it keeps in memory up to allocations' ends."""
        written = [0]

        def count(piece):
            written[0] += len(piece)

        writer = faiss.PyCallbackIOWriter(count)
        faiss.write_index(self.searched, writer)
        del writer
        return written[0]

    def select(self, point):
        setting = self.settings[point]
        if "efSearch" in setting:
            self.searched.hnsw.efSearch = setting["efSearch"]
        if "k_factor" in setting:
            self.searched.k_factor = setting["k_factor"]
        if "nprobe" in setting:
            lists = faiss.downcast_index(self.searched.base_index) if "k_factor" in setting else self.searched
            lists.nprobe = setting["nprobe"]

    def use_threads(self, count):
        faiss.omp_set_num_threads(count)
        openblas = measuring.openblas_library()
        if openblas is not None:
            openblas.openblas_set_num_threads(count)

    def single(self, query):
        self.searched.search_c(1, self.pointers[query], measuring.NEIGHBOURS, *self.outputs)
        return self.found[0]

    def batch(self, first, count):
        return list(self.searched.search(self.queries[first:first + count], measuring.NEIGHBOURS)[1])


if __name__ == "__main__":
    rows = numpy.load(sys.argv[1], mmap_mode="r")
    queries = numpy.load(sys.argv[2])
    measuring.serve(FaissSearch(rows, queries, sys.argv[3], int(sys.argv[5])), len(queries), int(sys.argv[4]), int(sys.argv[5]))
