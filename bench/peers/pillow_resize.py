"""Pillow's side of `dotnet run -c Release --project bench/Akin.Benchmarks -- resize`: resizes one picture again and again and says what it took.

Reads lines "FILTER WIDTH HEIGHT COUNT" and answers each with the CPU seconds of COUNT resizes, then a SHA-256 of the pixels,
so that the caller can see that both did the same work. The first line names the picture's file and Pillow's version is the answer.
"""
import hashlib
import sys
import time

import PIL
from PIL import Image

picture = Image.open(sys.stdin.readline().rstrip("\n")).convert("RGB")
picture.load()
print(PIL.__version__, flush=True)
for line in sys.stdin:
    name, width, height, count = line.split()
    chosen = getattr(Image.Resampling, name.upper())
    size = (int(width), int(height))
    start = time.process_time()
    for _ in range(int(count)):
        resized = picture.resize(size, chosen)
    seconds = time.process_time() - start
    print(seconds, hashlib.sha256(resized.tobytes()).hexdigest(), flush=True)
