"""PyTorch's side of `dotnet run -c Release --project bench/Akin.Benchmarks -- torch FOLDER`: a ViT or DINOv2 checkpoint in fp32.

The first line names the checkpoint's folder, the second the threads; the answer is PyTorch's version and its BLAS.
Every line "HEIGHT WIDTH BATCH COUNT" is answered with the CPU seconds and the seconds of COUNT forward passes over BATCH pictures,
and the embedding of the first picture, so that the caller can see that both did the same work. Pixel value i of a picture is sin(i).
"""
import json
import re
import struct
import sys
import time

import numpy
import torch
import torch.nn.functional as F


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = numpy.fromfile(file, dtype=numpy.uint8)
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            kind = {"F32": numpy.float32, "F16": numpy.float16}[entry["dtype"]]
            array = data[begin:end].view(kind).reshape(entry["shape"]).astype(numpy.float32)
            tensors[re.sub(r"^(vit|dinov2)\.", "", name)] = torch.from_numpy(array)
    return tensors


folder = sys.stdin.readline().strip()
torch.set_num_threads(int(sys.stdin.readline()))
with open(folder + "/config.json") as file:
    config = json.load(file)
w = read_safetensors(folder + "/model.safetensors")
heads = config.get("num_attention_heads", 12)
layers = config.get("num_hidden_layers", 12)
epsilon = config.get("layer_norm_eps", 1e-6 if config["model_type"] == "dinov2" else 1e-12)
patch = config.get("patch_size", 16)


def linear(x, name):
    return F.linear(x, w[name + ".weight"], w.get(name + ".bias"))


def norm(x, name):
    return F.layer_norm(x, (x.shape[-1],), w[name + ".weight"], w[name + ".bias"], epsilon)


def attention(x, name):
    batch, tokens, width = x.shape

    def split(y):
        return y.view(batch, tokens, heads, width // heads).transpose(1, 2)

    query, key, value = (split(linear(x, name + ".attention." + part)) for part in ("query", "key", "value"))
    scores = torch.softmax(query @ key.transpose(-1, -2) * (width // heads) ** -0.5, dim=-1)
    return linear((scores @ value).transpose(1, 2).reshape(batch, tokens, width), name + ".output.dense")


def positions(rows, columns):
    table = w["embeddings.position_embeddings"]
    side = int(round((table.shape[1] - 1) ** 0.5))
    if (side, side) == (rows, columns):
        return table
    grid = table[:, 1:].reshape(1, side, side, -1).permute(0, 3, 1, 2)
    grid = F.interpolate(grid, size=(rows, columns), mode="bicubic", align_corners=False)
    return torch.cat([table[:, :1], grid.permute(0, 2, 3, 1).reshape(1, rows * columns, -1)], dim=1)


def forward(pixels):
    x = F.conv2d(pixels, w["embeddings.patch_embeddings.projection.weight"], w["embeddings.patch_embeddings.projection.bias"], stride=patch)
    rows, columns = x.shape[2:]
    x = x.flatten(2).transpose(1, 2)
    x = torch.cat([w["embeddings.cls_token"].expand(x.shape[0], -1, -1), x], dim=1) + positions(rows, columns)
    for index in range(layers):
        name = f"encoder.layer.{index}"
        if config["model_type"] == "dinov2":
            x = x + w[name + ".layer_scale1.lambda1"] * attention(norm(x, name + ".norm1"), name + ".attention")
            hidden = F.gelu(linear(norm(x, name + ".norm2"), name + ".mlp.fc1"))
            x = x + w[name + ".layer_scale2.lambda1"] * linear(hidden, name + ".mlp.fc2")
        else:
            x = x + attention(norm(x, name + ".layernorm_before"), name + ".attention")
            hidden = F.gelu(linear(norm(x, name + ".layernorm_after"), name + ".intermediate.dense"))
            x = x + linear(hidden, name + ".output.dense")
    return norm(x, "layernorm")[:, 0]


blas = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())
print(torch.__version__, blas.group(1) if blas else "unknown BLAS", flush=True)
with torch.inference_mode():
    for line in sys.stdin:
        height, width, batch, count = map(int, line.split())
        one = torch.sin(torch.arange(3 * height * width, dtype=torch.float64)).float().view(1, 3, height, width)
        pixels = one.expand(batch, -1, -1, -1).contiguous()
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(count):
            embedding = forward(pixels)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(cpu, wall, " ".join(f"{number:.9g}" for number in embedding[0].tolist()), flush=True)
