"""The Markdown of vectors.py."""

FLOORS = (0.95, 0.99, 0.995, 0.998)
HEAD = (
    "data", "engine", "index", "settings", "recall@10", "one query, ms", "its CPU ms", "batches, queries a CPU second, 1 thread", "queries/s, {threads} threads",
    "build, CPU s", "bytes a vector")


def number(value, digits=3):
    """Few digits, no exponent."""
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{digits}g}" if value >= 10 else f"{value:#.{digits}g}".rstrip(".") if value >= 0.001 else f"{value:.4f}"


def rows_table(results, threads):
    """A line for every point."""
    lines = ["| " + " | ".join(HEAD).format(threads=threads) + " |", "|---|---|---|---|" + "--:|" * (len(HEAD) - 4)]
    for result in results:
        lines.append("| " + " | ".join((
            result["data"], result["engine"], result["index"], result["settings"] or "-", f"{result['recall']:.4f}", number(result["singleMs"]),
            number(result["singleCpuMs"]), number(result["batchRateOneThreadByCpu"]), number(result["batchRateAllThreads"]),
            number(result["buildCpuSeconds"]) if result["buildCpuSeconds"] >= 0.01 else "0", number(result["bytesPerVector"]))) + " |")
    return "\n".join(lines)


def milliseconds(point):
    """What one query takes: the median of wall time, or the mean of CPU time where that is less, since other programs on the machine lengthen the former."""
    return min(point["singleMs"], point["singleCpuMs"])


def floors_table(results):
    """For every index the fastest of its points that keep a recall, and how many times that of Akin's fastest it takes. No point between two measured ones is made up."""
    lines = [
        "| data | engine | index | " + " | ".join(f"recall >= {floor}" for floor in FLOORS) + " |",
        "|---|---|---|" + "---|" * len(FLOORS)]
    for key in dict.fromkeys((result["data"], result["engine"], result["index"]) for result in results):
        own = [result for result in results if (result["data"], result["engine"], result["index"]) == key]
        akin = [result for result in results if (result["data"], result["engine"]) == (key[0], "Akin")]
        cells = [cell(fastest(own, floor), fastest(akin, floor)) for floor in FLOORS]
        lines.append("| " + " | ".join((*key, *cells)) + " |")
    return "\n".join(lines)


def fastest(points, floor):
    return min((point for point in points if point["recall"] >= floor), key=milliseconds, default=None)


def cell(best, akin):
    if best is None:
        return "-"
    times = "" if akin is None or best["engine"] == "Akin" else f", {number(milliseconds(best) / milliseconds(akin))} x"
    settings = ", " + best["settings"] if best["settings"] else ""
    return f"**{number(milliseconds(best))} ms**{times} ({best['recall']:.4f}{settings})"
