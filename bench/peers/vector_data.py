"""Data sets for vectors.py: a folder with rows.npy and queries.npy, or NAME.rows.npy and NAME.queries.npy beside each other, float16 or float32."""
import os

import numpy

TRUTH = 100
ROWS_A_BLOCK = 65_536


class DataSet:
    """Float32 unit vectors for the peers in files, and the exact neighbours."""

    def __init__(self, place, scratch):
        self.place = place
        self.name = os.path.basename(os.path.normpath(place))
        self.prefix = place + "/" if os.path.isdir(place) else place + "."
        self.rows_path = self._as_unit_float32("rows", scratch)
        self.queries_path = self._as_unit_float32("queries", scratch)
        self.row_count, self.dimensions = numpy.load(self.rows_path, mmap_mode="r").shape
        self.query_count = len(numpy.load(self.queries_path, mmap_mode="r"))
        self.neighbours = self._neighbours()

    def recall(self, answers):
        """Part of the true ten nearest that the answers hold; answers are those of the first queries."""
        found = sum(len(set(rows) & set(true)) for rows, true in zip(answers, self.neighbours[:, :10].tolist()))
        return found / (10 * len(answers))

    def _as_unit_float32(self, what, scratch):
        path = f"{self.prefix}{what}.npy"
        vectors = numpy.load(path, mmap_mode="r")
        if vectors.ndim != 2 or not len(vectors):
            raise ValueError(f"{path} is no array of vectors.")
        sample = numpy.linalg.norm(vectors[:1000].astype(numpy.float64), axis=1)
        if vectors.dtype == numpy.float32 and vectors.flags.c_contiguous and numpy.abs(sample - 1).max() < 1e-6:
            return path
        target = os.path.join(scratch, f"{self.name}.{what}.npy")
        unit = numpy.lib.format.open_memmap(target, "w+", numpy.float32, vectors.shape)
        for first in range(0, len(vectors), ROWS_A_BLOCK):
            block = vectors[first:first + ROWS_A_BLOCK].astype(numpy.float64)
            unit[first:first + len(block)] = block / numpy.maximum(numpy.linalg.norm(block, axis=1, keepdims=True), 1e-30)
        unit.flush()
        return target

    def _neighbours(self):
        path = self.prefix + "neighbours.npy"
        if not os.path.exists(path):
            print(f"{path} is missing: it is computed once.", flush=True)
            numpy.save(path, exact_neighbours(numpy.load(self.rows_path, mmap_mode="r"), numpy.load(self.queries_path)))
        neighbours = numpy.load(path)
        if neighbours.shape != (self.query_count, min(TRUTH, self.row_count)) or neighbours.max() >= self.row_count:
            raise ValueError(f"{path} belongs to other rows or queries: delete it, and it is computed anew.")
        return neighbours


def exact_neighbours(rows, queries):
    """The nearest rows by cosine in float64, ties by row: int32 [queries, 100]. A scan in float32 leaves more candidates than are wanted."""
    wanted = min(TRUTH, len(rows))
    kept = min(2 * TRUTH, len(rows))
    similarities, candidates = numpy.empty((len(queries), 0), numpy.float32), numpy.empty((len(queries), 0), numpy.int64)
    for first in range(0, len(rows), ROWS_A_BLOCK):
        block = queries @ rows[first:first + ROWS_A_BLOCK].T
        places = numpy.argpartition(-block, min(kept, block.shape[1]) - 1, axis=1)[:, :kept]
        similarities = numpy.hstack([similarities, numpy.take_along_axis(block, places, axis=1)])
        candidates = numpy.hstack([candidates, places + first])
        best = numpy.argpartition(-similarities, min(kept, similarities.shape[1]) - 1, axis=1)[:, :kept]
        similarities, candidates = numpy.take_along_axis(similarities, best, axis=1), numpy.take_along_axis(candidates, best, axis=1)
    neighbours = numpy.empty((len(queries), wanted), numpy.int32)
    for query in range(len(queries)):
        near = rows[candidates[query]].astype(numpy.float64)
        cosines = near @ queries[query].astype(numpy.float64) / numpy.linalg.norm(near, axis=1)
        neighbours[query] = candidates[query][numpy.lexsort((candidates[query], -cosines))][:wanted]
    return neighbours
