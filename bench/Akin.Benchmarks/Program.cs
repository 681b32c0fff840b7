using System.Globalization;
using Akin.Benchmarks;
using Akin.Benchmarks.Galleries;
using Akin.Benchmarks.Vectors;
using Akin.Testing;
using Akin.Vision.Decoding;
using BenchmarkDotNet.Running;

// `stages FOLDER [MODEL [exact|fast]]` measures a whole run; what is not named here is BenchmarkDotNet's, such as `--filter *Dot*`.
if (args is ["stages", string folder, .. string[] rest])
{
    return await StageCosts.RunAsync(folder, rest is [string model, ..] ? model : "akin-mini", rest is [_, "fast"] ? DecodeMode.Fast : DecodeMode.Exact);
}

// `resize [PYTHON]` measures the resize beside Pillow's.
if (args is ["resize", .. string[] peer])
{
    return ResizePeers.Run(peer is [string python] ? python : "/usr/bin/python3");
}

// `torch MODEL_FOLDER [PYTHON]` measures a ViT or DINOv2 beside PyTorch.
if (args is ["torch", string checkpoint, .. string[] interpreter])
{
    return TorchPeers.Run(checkpoint, interpreter is [string torchPython] ? torchPython : "/usr/bin/python3");
}

// `fast FOLDER [MODEL]` measures what decoding photographs smaller moves and saves.
if (args is ["fast", string photographs, .. string[] encoder])
{
    return DecodeModes.Run(photographs, encoder is [string named] ? named : "akin-mini");
}

// `photographs FOLDER OUT` makes photographs of 14 megapixels for the above: mosaics of smaller ones, which have the detail of real ones.
if (args is ["photographs", string small, string large])
{
    return DecodeModes.WriteMosaics(small, large);
}

// `random-checkpoint MODEL PREPROCESSOR.json FOLDER` writes a checkpoint of a real model's size; MODEL has its config.json and tensors.json.
if (args is ["random-checkpoint", string source, string preprocessor, string target])
{
    Directory.CreateDirectory(target);
    Console.WriteLine($"{RandomCheckpoint.Write(source, File.ReadAllText(preprocessor), target):N0} bytes of weights in {target}");
    return 0;
}

// `precision MODEL` measures what int8 gains over float32.
if (args is ["precision", string measured])
{
    return PrecisionRates.Run(measured);
}

// `synthetic ROWS DIMENSIONS QUERIES SEED FOLDER` writes vectors that are as hard to search as embeddings: docs/benchmarks/vectors.md.
if (args is ["synthetic", .. string[] request])
{
    return SyntheticFiles.Run(request);
}

// `vectors DATA INDEX PROCESSOR` is what bench/peers/vectors.py asks to measure an index; `vectors` lists the indexes.
if (args is ["vectors", .. string[] measuredVectors])
{
    return VectorCosts.Run(measuredVectors);
}

// `hashing DATA ...` measures hash tables beside the notebook's: docs/benchmarks/hashing.md.
if (args is ["hashing", _, ..])
{
    return HashingRecall.Run(args[1..]);
}

// `projection DATA ...` measures what random projection costs: docs/benchmarks/projection.md.
if (args is ["projection", _, ..])
{
    return ProjectionRecall.Run(args[1..]);
}

// `filtered DATA ...` measures what filters leave of the recall: docs/search.md.
if (args is ["filtered", _, ..])
{
    return FilteredRecall.Run(args[1..]);
}

// `queries DATA` measures how many queries a second a gallery answers, one by one and in blocks: docs/benchmarks/queries.md.
if (args is ["queries", string querySet])
{
    return GalleryQueries.Run(querySet);
}

// `flat ROWS DIMENSIONS [PYTHON]` measures exact search beside FAISS's.
if (args is ["flat", string rowCount, string dimensions, .. string[] faissPython])
{
    return FlatPeers.Run(faissPython is [string flatPython] ? flatPython : "/usr/bin/python3", int.Parse(rowCount, CultureInfo.InvariantCulture), int.Parse(dimensions, CultureInfo.InvariantCulture));
}

// `gallery-make ROWS DIMENSIONS GALLERY` writes a gallery of synthetic embeddings; `gallery-search GALLERY` opens and searches it: docs/benchmarks/galleries.md.
if (args is ["gallery-make", string galleryRows, string galleryDimensions, string newGallery])
{
    return GalleryScale.Make(galleryRows, galleryDimensions, newGallery);
}

if (args is ["gallery-search", string gallery])
{
    return GalleryScale.Search(gallery);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
