"""The notebook's search by PyTorch, for vectors.py: `torch_search.py ROWS.npy QUERIES.npy INDEX PROCESSOR THREADS`, unit rows in float32.

INDEX is `notebook`, which does what fetch_similar of "Image Similarity with Hugging Face Datasets and Transformers" does once the query has its embedding:
cosines with every row, a list of them, a dictionary from row keys to scores, sorted whole, the first ten. Or `matmul`: a product and topk.
"""
import sys

import numpy
import torch

import measuring


class TorchSearch:
    engine = "PyTorch"
    points = [""]

    def __init__(self, rows, queries):
        self.version = f"{torch.__version__}, {measuring.loaded_blas()}"
        (self.rows, self.build_cpu_seconds) = measuring.cpu_seconds_of(lambda: torch.from_numpy(numpy.array(rows)))
        self.queries = torch.from_numpy(queries)
        self.bytes_per_vector = rows.shape[1] * 4

    def select(self, point):
        pass

    def use_threads(self, count):
        torch.set_num_threads(count)
        openblas = measuring.openblas_library()
        if openblas is not None:
            openblas.openblas_set_num_threads(count)


class Notebook(TorchSearch):
    index = "the notebook's dict, sorted"
    has_batches = False

    def __init__(self, rows, queries):
        super().__init__(rows, queries)
        # The notebook's keys are row and label.
        self.keys = [f"{row}_{row % 10}" for row in range(len(rows))]

    def single(self, query):
        cosines = torch.nn.functional.cosine_similarity(self.rows, self.queries[query:query + 1]).numpy().tolist()
        scores = dict(zip(self.keys, cosines))
        ordered = dict(sorted(scores.items(), key=lambda item: item[1], reverse=True))
        return [int(key.split("_")[0]) for key in list(ordered)[:measuring.NEIGHBOURS]]


class Matmul(TorchSearch):
    index = "matmul, topk"
    has_batches = True

    def single(self, query):
        return torch.topk(self.rows @ self.queries[query], measuring.NEIGHBOURS).indices.tolist()

    def batch(self, first, count):
        return torch.topk(self.queries[first:first + count] @ self.rows.T, measuring.NEIGHBOURS, dim=1).indices.tolist()


if __name__ == "__main__":
    rows = numpy.load(sys.argv[1], mmap_mode="r")
    queries = numpy.load(sys.argv[2])
    with torch.inference_mode():
        measuring.serve({"notebook": Notebook, "matmul": Matmul}[sys.argv[3]](rows, queries), len(queries), int(sys.argv[4]), int(sys.argv[5]))
