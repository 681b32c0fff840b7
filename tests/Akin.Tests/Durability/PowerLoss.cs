using Akin.Galleries;

namespace Akin.Tests.Durability;

/// <summary>
/// What a power cut may leave of a gallery: of everything that was written and not flushed any pages, as they were before, as they are, or empty. What had been flushed stays, in the
/// order that <c>docs/durability.md</c> tells.
/// </summary>
internal static class PowerLoss
{
    private const int PageInBytes = 4096;

    private const int LogHeaderInBytes = 32;

    private const string LogName = "catalogue.db-wal";

    private const string CatalogueName = "catalogue.db";

    /// <summary>Ways in which the disk may choose.</summary>
    public enum Choice
    {
        /// <summary>Nothing that was not flushed arrived.</summary>
        Old,

        /// <summary>Files grew, and what they grew by is empty.</summary>
        Empty,

        /// <summary>Each page by itself.</summary>
        Random,
    }

    /// <summary>Makes what is left.</summary>
    /// <param name="flushed">The gallery when everything was on the disk.</param>
    /// <param name="latest">The gallery when the power went: in the append or the commit that came next.</param>
    /// <param name="choice">How the disk chooses.</param>
    /// <param name="random">Its dice.</param>
    /// <param name="path">The folder to make.</param>
    public static void Leave(GalleryCopy flushed, GalleryCopy latest, Choice choice, Random random, string path)
    {
        Directory.CreateDirectory(path);
        bool rowsAreFlushed = latest.Progress.Stage == IndexStage.Commit;
        byte[] catalogueBefore = Read(flushed, CatalogueName);
        bool isCheckpointing = !catalogueBefore.AsSpan().SequenceEqual(Read(latest, CatalogueName));
        foreach (string file in Directory.EnumerateFiles(latest.Path))
        {
            string name = Path.GetFileName(file);
            if (name.EndsWith("-shm", StringComparison.Ordinal))
            {
                // Memory that processes share; it does not outlive them.
                continue;
            }

            byte[] after = File.ReadAllBytes(file);
            byte[] before = Read(flushed, name);
            byte[] left = name switch
            {
                _ when name.StartsWith("vectors", StringComparison.Ordinal) && !rowsAreFlushed => Mix(before, after, 0, choice, random),

                // The log is flushed before the catalogue is written from it, and its header before its first frames.
                LogName when !isCheckpointing => Mix(before, after, before.AsSpan(0, Math.Min(before.Length, LogHeaderInBytes)).SequenceEqual(after.AsSpan(0, Math.Min(after.Length, LogHeaderInBytes))) ? 0 : LogHeaderInBytes, choice, random),
                CatalogueName => Mix(before, after, 0, choice, random),
                _ => after,
            };
            File.WriteAllBytes(Path.Combine(path, name), left);
        }
    }

    /// <param name="before">What was flushed.</param>
    /// <param name="after">What was written.</param>
    /// <param name="flushedLength">Bytes at the start of <paramref name="after"/> that were flushed too.</param>
    /// <param name="choice">How the disk chooses.</param>
    /// <param name="random">Its dice.</param>
    private static byte[] Mix(byte[] before, byte[] after, int flushedLength, Choice choice, Random random)
    {
        int length = choice switch
        {
            Choice.Old => Math.Max(before.Length, flushedLength),
            Choice.Empty => after.Length,
            _ => Math.Max(flushedLength, random.Next(Math.Min(before.Length, after.Length), Math.Max(before.Length, after.Length) + 1)),
        };
        byte[] left = new byte[length];
        for (int start = 0; start < length; start += PageInBytes)
        {
            bool arrived = choice == Choice.Random && random.Next(2) == 0;
            byte[] source = arrived ? after : before;
            int end = Math.Min(length, start + PageInBytes);
            source.AsSpan(Math.Min(start, source.Length)..Math.Min(end, source.Length)).CopyTo(left.AsSpan(start));
        }

        after.AsSpan(0, flushedLength).CopyTo(left);
        return left;
    }

    private static byte[] Read(GalleryCopy copy, string name)
    {
        string path = Path.Combine(copy.Path, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : [];
    }
}
