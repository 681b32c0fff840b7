"""The processes that vectors.py measures: what they need, how they are started, and what is asked of them."""
import functools
import glob
import importlib.util
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BENCHMARKS = os.path.join(ROOT, "bench", "Akin.Benchmarks")


def missing_packages(engines):
    """Debian's names of what the chosen engines need and this machine lacks."""
    needs = {"python3-numpy": importlib.util.find_spec("numpy")}
    if "faiss" in engines:
        needs["python3-faiss"] = importlib.util.find_spec("faiss")
    if "torch" in engines:
        needs["python3-torch"] = importlib.util.find_spec("torch")
    if engines & {"faiss", "faiss-native", "torch"}:
        needs["libopenblas0"] = glob.glob("/usr/lib/*/libopenblas.so.0")
    if "hnswlib" in engines:
        needs["libhnswlib-dev"] = os.path.exists("/usr/include/hnswlib/hnswlib.h")
        needs["g++"] = any(os.access(os.path.join(folder, "g++"), os.X_OK) for folder in os.environ["PATH"].split(":"))
    return [package for package, found in needs.items() if not found]


@functools.cache
def blas_kernels():
    """Which kernels OpenBLAS must be told to use, or None: versions older than the processor take it for one of 2004, which is many times slower."""
    if "OPENBLAS_CORETYPE" in os.environ:
        return os.environ["OPENBLAS_CORETYPE"]
    # In a process of its own, since a library stays with the kernels that it was loaded with.
    question = "import ctypes; name = ctypes.CDLL('libopenblas.so.0').openblas_get_corename; name.restype = ctypes.c_char_p; print(name().decode())"
    detected = subprocess.run([sys.executable, "-c", question], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip()
    with open("/proc/cpuinfo") as processors:
        flags = next((line.split() for line in processors if line.startswith("flags")), [])
    if not detected:
        return None
    if "avx512bw" in flags:
        return None if detected in ("SkylakeX", "Cooperlake", "SapphireRapids") else "SkylakeX"
    return "Haswell" if "avx2" in flags and detected not in ("Haswell", "Zen", "Excavator") else None


def environment(threads):
    chosen = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
    kernels = blas_kernels()
    if kernels:
        chosen["OPENBLAS_CORETYPE"] = kernels
    return chosen


def build_akin():
    """Builds the benchmarks and gives the command that starts them."""
    built = subprocess.run(["dotnet", "build", "-c", "Release", "--nologo", "-v", "quiet", BENCHMARKS], capture_output=True, text=True)
    if built.returncode:
        sys.exit(f"The benchmarks do not build:\n{built.stdout}{built.stderr}")
    [program] = glob.glob(os.path.join(BENCHMARKS, "bin", "Release", "*", "*", "Akin.Benchmarks.dll"))
    return ["dotnet", program, "vectors"]


def build_hnswlib(scratch):
    """Compiles hnswlib's side for this machine and gives the command that starts it."""
    program = os.path.join(scratch, "hnswlib_search")
    source = os.path.join(HERE, "hnswlib_search.cpp")
    subprocess.run(["g++", "-O3", "-march=native", "-std=c++17", "-pthread", source, "-o", program], check=True)
    return [program]


class IndexProcess:
    """An index in a process of its own, built when the process is opened."""

    def __init__(self, command, label, threads, python_path=None):
        chosen = environment(threads)
        if python_path:
            chosen["PYTHONPATH"] = python_path
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=chosen)
        introduction = self._answer()
        self.engine = label or introduction["engine"]
        self.version, self.index, self.points = introduction["version"], introduction["index"], introduction["points"]
        self.build_cpu_seconds, self.bytes_per_vector = introduction["buildCpuSeconds"], introduction["bytesPerVector"]

    def ask(self, *command):
        print(*command, file=self.process.stdin, flush=True)
        return self._answer()

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self.process.args)} ended with exit code {self.process.wait()}.")
        return json.loads(line)


def plan(engines, data, options, scratch):
    """What will be measured on a data set: (label, command, path for Python's modules) each, and a line for each engine that is left out."""
    started, left_out = [], []
    peer = [data.rows_path, data.queries_path]
    ends = [str(options.processor), str(options.threads)]
    is_too_many = data.row_count > options.hnsw_rows_limit
    if "akin" in engines:
        akin = build_akin()
        names = json.loads(subprocess.run(akin, check=True, capture_output=True, text=True).stdout)
        chosen = [name for name in names if not options.akin or name in options.akin.split(",")]
        started += [("Akin", [*akin, data.place, name, str(options.processor)], None) for name in chosen]
    for engine, label, path in (("faiss", "FAISS, Debian's generic build", None), ("faiss-native", "FAISS, built natively", os.environ.get("AKIN_FAISS"))):
        if engine in engines:
            possible = ["flat", "ivf"] + (["fastscan"] if path and data.dimensions % 2 == 0 else []) + ([] if is_too_many else ["hnsw"])
            kinds = [kind for kind in possible if kind in options.faiss.split(",")]
            started += [(label, [sys.executable, os.path.join(HERE, "faiss_search.py"), *peer, kind, *ends], path) for kind in kinds]
            if is_too_many and "hnsw" in options.faiss.split(","):
                left_out.append(f"{label}, IndexHNSWFlat: {data.row_count:,} rows are over --hnsw-rows-limit {options.hnsw_rows_limit:,}.")
    if "hnswlib" in engines and is_too_many:
        left_out.append(f"hnswlib: {data.row_count:,} rows are over --hnsw-rows-limit {options.hnsw_rows_limit:,}.")
    elif "hnswlib" in engines:
        started.append((None, [*build_hnswlib(scratch), *peer, *ends], None))
    if "torch" in engines:
        started += [(None, [sys.executable, os.path.join(HERE, "torch_search.py"), *peer, kind, *ends], None) for kind in ("notebook", "matmul")]
    return started, left_out
