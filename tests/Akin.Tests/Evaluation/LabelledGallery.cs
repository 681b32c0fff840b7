using System.Buffers.Binary;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Tests.Evaluation;

/// <summary>A gallery of embeddings with labels, without pictures.</summary>
internal static class LabelledGallery
{
    private const string Root = "pictures";

    /// <summary>Makes a gallery and opens it.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="pictures">What it holds, in the order of their rows.</param>
    public static Gallery Make(string path, IReadOnlyList<LabelledPicture> pictures)
    {
        GalleryInfo info = new([new GalleryRoot(Root, "/pictures", new PictureSelection())], "akin-mini", new string('a', 64), pictures[0].Embedding.Length, new EncoderOptions(), 0);
        using (GalleryWriter writer = GalleryWriter.Open(path, info))
        {
            writer.SaveRoots(info.Roots);
            Dictionary<int, KnownContent> contents = [];
            foreach (LabelledPicture picture in pictures)
            {
                byte[] hash = new byte[32];
                BinaryPrimitives.WriteInt32LittleEndian(hash, picture.Content);
                PictureFile file = new($"/pictures/{picture.Key}", picture.Key, picture.Label, 1, 1) { Root = Root };
                if (contents.TryGetValue(picture.Content, out KnownContent content))
                {
                    writer.AddKnown(file, hash, content);
                }
                else
                {
                    contents[picture.Content] = writer.Add(new PictureOutcome.Embedded(file, 1, 1, picture.Embedding) { ContentHash = hash });
                }
            }

            writer.Commit();
        }

        return Gallery.Open(path);
    }

    /// <summary>Pictures on a half circle: a label, and the degrees at which they lie.</summary>
    public static LabelledPicture[] OnACircle(params (string? Label, double Degrees)[] pictures) =>
    [
        .. pictures.Select((one, number) => new LabelledPicture(
            $"{one.Label ?? "none"}/{one.Degrees}.jpg", one.Label, number, [(float)Math.Cos(one.Degrees * Math.PI / 180), (float)Math.Sin(one.Degrees * Math.PI / 180)])),
    ];
}
