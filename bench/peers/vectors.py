#!/usr/bin/python3
"""Vector search by Akin and by its peers, side by side: recall, latency, rate, building and memory, in one Markdown table.

    bench/peers/vectors.py DATA...

DATA is a folder with rows.npy and queries.npy, NAME of NAME.rows.npy and NAME.queries.npy, or a name that $AKIN_SHARED/vectors has. docs/benchmarks/vectors.md
describes what is measured. Every index is built in a process of its own; then they take turns, several rounds, so that a slow minute meets all.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

import vector_engines
import vector_table

# Sums in float32 may swap two rows that are nearly as close.
EXACT_RECALL = 0.999
ENGINES = ("akin", "faiss", "faiss-native", "hnswlib", "torch")


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", nargs="+", metavar="DATA", help="folder, path up to .rows.npy, or a name in $AKIN_SHARED/vectors")
    parser.add_argument("--engines", default=None, help="some of " + ",".join(ENGINES) + "; default all (faiss-native where $AKIN_FAISS names a folder)")
    parser.add_argument("--akin", default=None, help="some of Akin's indexes, by the names that `vectors` of Akin.Benchmarks lists; default all")
    parser.add_argument("--faiss", default="flat,ivf,fastscan,hnsw", help="some of FAISS' indexes (default all)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the medians count (default 3)")
    parser.add_argument("--seconds", type=float, default=0.2, help="of one measurement (default 0.2)")
    parser.add_argument("--answer-seconds", type=float, default=20, help="to collect answers for recall (default 20)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of builds and batches (default all)")
    parser.add_argument("--processor", type=int, default=max(os.sched_getaffinity(0)), help="that single queries stay on (default the last)")
    parser.add_argument("--hnsw-rows-limit", type=int, default=200_000, help="more rows get no graph, whose build takes hours (default 200000)")
    parser.add_argument("--json", default=None, help="where all figures go (default artifacts/peers/vectors.json)")
    options = parser.parse_args(arguments)
    chosen = set((options.engines or ",".join(ENGINES)).split(","))
    if chosen - set(ENGINES):
        parser.error(f"there is no engine {', '.join(sorted(chosen - set(ENGINES)))}: take some of {', '.join(ENGINES)}")
    if "faiss-native" in chosen and not os.path.isdir(os.path.join(os.environ.get("AKIN_FAISS", ""), "faiss")):
        if options.engines or "AKIN_FAISS" in os.environ:
            parser.error("faiss-native needs $AKIN_FAISS, the folder that holds a Python package faiss built here: see docs/benchmarks/vectors.md")
        chosen.discard("faiss-native")
    return options, chosen


def find(place):
    """The path of a data set, from a path or a name."""
    shared = os.path.join(os.environ.get("AKIN_SHARED", "shared"), "vectors", place)
    for path in (place, shared):
        if os.path.exists(f"{path}/rows.npy") or os.path.exists(f"{path}.rows.npy"):
            return os.path.abspath(path)
    sys.exit(f"There is no data set {place}: neither {place}/rows.npy nor {place}.rows.npy nor {shared}.rows.npy exists.")


def free_bytes():
    with open("/proc/meminfo") as memory:
        return next(int(line.split()[1]) * 1024 for line in memory if line.startswith("MemAvailable"))


def measure_round(processes, measured, options, keep):
    """Every point of every process once. The first round warms up and is not kept."""
    for process in processes:
        for point in range(len(process.points)):
            figures = (
                process.ask("single", point, options.seconds), process.ask("batches", point, 1, options.seconds),
                process.ask("batches", point, options.threads, options.seconds))
            if keep:
                measured.setdefault((process, point), []).append(figures)


def summarise(data, process, point, rounds, answers):
    def middle(take):
        values = [take(figures) for figures in rounds if take(figures) is not None]
        return statistics.median(values) if values else None

    def rate(place, seconds):
        return lambda figures: figures[place] and figures[place]["queryCount"] / max(figures[place][seconds], 1e-9)

    return {
        "data": data.name, "rows": data.row_count, "dimensions": data.dimensions, "engine": process.engine, "version": process.version,
        "index": process.index, "settings": process.points[point], "recall": data.recall(answers), "recallQueries": len(answers),
        "singleMs": middle(lambda figures: figures[0]["medianMs"]), "singleCpuMs": middle(lambda figures: figures[0]["cpuMs"]),
        "batchRateOneThread": middle(rate(1, "seconds")), "batchRateAllThreads": middle(rate(2, "seconds")),
        "batchRateOneThreadByCpu": middle(rate(1, "cpuSeconds")), "buildCpuSeconds": process.build_cpu_seconds,
        "bytesPerVector": process.bytes_per_vector, "rounds": rounds,
    }


def measure_together(data, group, options, left_out):
    """Starts the processes of a group, lets them take turns, ends them."""
    processes, results = [], []
    try:
        for label, command, path in group:
            try:
                process = vector_engines.IndexProcess(command, label, options.threads, path)
            except RuntimeError as error:
                left_out.append(str(error))
                continue
            processes.append(process)
            print(f"  {process.engine}, {process.index}: built in {process.build_cpu_seconds:.1f} CPU s; {process.version}", file=sys.stderr, flush=True)
        answers = {
            (process, point): process.ask("answers", point, options.answer_seconds)["neighbours"]
            for process in processes for point in range(len(process.points))}
        measured = {}
        for turn in range(-1, options.rounds):
            measure_round(processes, measured, options, keep=turn >= 0)
        for process, point in answers:
            results.append(summarise(data, process, point, measured[process, point], answers[process, point]))
    finally:
        for process in processes:
            process.close()
    return results


def processor_share(results):
    """The part of a processor that single-threaded batches really had, the median: much below 1 where other programs were at work."""
    shares = [figures[1]["cpuSeconds"] / figures[1]["seconds"] for result in results for figures in result["rounds"] if figures[1]]
    return min(1, statistics.median(shares)) if shares else 1


def conditions(options, results, together):
    """What whoever reads the table must know."""
    versions = {result["engine"]: result["version"] for result in results}
    with open("/proc/cpuinfo") as processors:
        model = next((line.split(":")[1].strip() for line in processors if line.startswith("model name")), platform.machine())
    commit = subprocess.run(["git", "-C", vector_engines.ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    return (
        f"{os.cpu_count()} processors, {model}; commit {commit}; one thread had {processor_share(results):.0%} of its processor. "
        f"Medians of {options.rounds} rounds of {options.seconds} s a figure, {'in turns' if together else 'one index after another'}; "
        f"single queries on processor {options.processor}. " + "; ".join(f"{engine}: {version}" for engine, version in versions.items()) + ".")


def check_exact(results):
    """The neighbours were computed by numpy, or came with the data: two programs that look at every float32 row must find the same ones."""
    for result in results:
        if result["index"] in ("exact, float32 rows", "IndexFlatIP") and result["recall"] < EXACT_RECALL:
            sys.exit(f"{result['engine']}, {result['index']} found {result['recall']:.4f} of the neighbours that {result['data']} names: these belong to other rows, or one of them is wrong.")


def main():
    options, engines = parse(sys.argv[1:])
    missing = vector_engines.missing_packages(engines)
    if missing:
        sys.exit(f"Not on this machine: {', '.join(missing)}. Install with `apt-get install {' '.join(missing)}`, or leave engines out by --engines.")
    places = [find(place) for place in options.data]
    kernels = vector_engines.blas_kernels()
    if kernels:
        # Before numpy is imported, which loads it too.
        os.environ["OPENBLAS_CORETYPE"] = kernels
    import vector_data

    scratch = os.path.join(vector_engines.ROOT, "artifacts", "peers")
    os.makedirs(scratch, exist_ok=True)
    results, left_out, together = [], [], True
    for place in places:
        data = vector_data.DataSet(place, scratch)
        print(f"{data.name}: {data.row_count:,} x {data.dimensions}, {data.query_count:,} queries", file=sys.stderr, flush=True)
        started, skipped = vector_engines.plan(engines, data, options, scratch)
        left_out += skipped
        fits = len(started) * data.row_count * data.dimensions * 4 < 0.6 * free_bytes()
        together &= fits
        for group in [started] if fits else [[one] for one in started]:
            results += measure_together(data, group, options, left_out)
    with open(options.json or os.path.join(scratch, "vectors.json"), "w") as file:
        json.dump(results, file, indent=1)
    print(conditions(options, results, together))
    for line in left_out:
        print("Left out: " + line)
    print("\n" + vector_table.rows_table(results, options.threads))
    print("\nThe fastest measured point of each index at a recall, one query; how many times that of Akin's fastest; its recall and settings:\n")
    print(vector_table.floors_table(results))
    check_exact(results)


if __name__ == "__main__":
    main()
