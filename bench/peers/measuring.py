"""How vectors.py measures an index: the loop of a peer's process that is written in Python. Akin (VectorCosts.cs) and hnswlib_search.cpp do the same.

A process builds one index and says so in a line of JSON: engine, version, index, buildCpuSeconds, bytesPerVector, and points, which are the settings that
it can be asked with. Then every line of commands is answered with a line of JSON:

    answers POINT SECONDS          neighbours of as many queries as there is time for, from the first on, by all threads
    single POINT SECONDS           one query after another on one thread that stays on its processor: medianMs, cpuMs (mean), queryCount
    batches POINT THREADS SECONDS  batches of 256 queries: queryCount, seconds, cpuSeconds; null where there are no batches

An engine has: engine, version, index, build_cpu_seconds, bytes_per_vector; points, a list of settings; select(point); use_threads(count);
single(query), batch(first, count), which both give the neighbours' rows; and has_batches.
"""
import ctypes
import json
import os
import statistics
import sys
import time

NEIGHBOURS = 10
BATCH = 256
ANSWER_BATCH = 16
LEAST_SINGLE = 5


def loaded_blas():
    """The library that computes matrix products in this process, with its kernels where it says so."""
    with open("/proc/self/maps") as maps:
        files = {line.split()[-1] for line in maps if "/" in line}
    found = sorted(os.path.basename(file) for file in files if any(word in os.path.basename(file) for word in ("blas", "mkl", "blis")))
    openblas = openblas_library()
    if openblas is None:
        return ", ".join(found) or "no BLAS"
    openblas.openblas_get_config.restype = openblas.openblas_get_corename.restype = ctypes.c_char_p
    version = openblas.openblas_get_config().decode().split()[1]
    return f"OpenBLAS {version} with kernels for {openblas.openblas_get_corename().decode()}"


def openblas_library():
    """OpenBLAS, where this process uses it."""
    with open("/proc/self/maps") as maps:
        path = next((line.split()[-1] for line in maps if "libopenblas" in line), None)
    return ctypes.CDLL(path) if path else None


def cpu_seconds_of(build):
    """What build() gives, and the CPU seconds that it took on all threads together."""
    before = time.process_time()
    built = build()
    return built, time.process_time() - before


class Measurement:
    def __init__(self, engine, query_count, processor, threads):
        self.engine, self.query_count, self.processor, self.threads = engine, query_count, processor, threads
        self.next = 0

    def answers(self, seconds):
        self.engine.use_threads(self.threads)
        answers, start = [], time.perf_counter()
        while len(answers) < self.query_count and (not answers or time.perf_counter() - start < seconds):
            count = min(ANSWER_BATCH, self.query_count - len(answers)) if self.engine.has_batches else 1
            answers += self.engine.batch(len(answers), count) if self.engine.has_batches else [self.engine.single(len(answers))]
        return {"neighbours": [[int(row) for row in rows] for rows in answers]}

    def single(self, seconds):
        self.engine.use_threads(1)
        everywhere = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {self.processor})
        times, cpu, start = [], time.process_time(), time.perf_counter()
        while len(times) < LEAST_SINGLE or time.perf_counter() - start < seconds:
            before = time.perf_counter()
            self.engine.single(self.next)
            times.append(time.perf_counter() - before)
            self.next = (self.next + 1) % self.query_count
        cpu = time.process_time() - cpu
        os.sched_setaffinity(0, everywhere)
        return {"medianMs": statistics.median(times) * 1000, "cpuMs": cpu / len(times) * 1000, "queryCount": len(times)}

    def batches(self, threads, seconds):
        if not self.engine.has_batches:
            return None
        self.engine.use_threads(threads)
        size, answered = min(BATCH, self.query_count), 0
        cpu, start = time.process_time(), time.perf_counter()
        while answered == 0 or time.perf_counter() - start < seconds:
            self.engine.batch(answered % (self.query_count - size + 1), size)
            answered += size
        return {"queryCount": answered, "seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}


def serve(engine, query_count, processor, threads):
    """Answers commands until there are no more."""

    def say(answer):
        print(json.dumps(answer), flush=True)

    say({
        "engine": engine.engine, "version": engine.version, "index": engine.index, "buildCpuSeconds": engine.build_cpu_seconds,
        "bytesPerVector": engine.bytes_per_vector, "points": engine.points,
    })
    measurement = Measurement(engine, query_count, processor, threads)
    for line in sys.stdin:
        name, point, *rest = line.split()
        engine.select(int(point))
        if name == "batches":
            say(measurement.batches(int(rest[0]), float(rest[1])))
        else:
            say({"answers": measurement.answers, "single": measurement.single}[name](float(rest[0])))
