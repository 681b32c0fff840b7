using System.Diagnostics;
using Akin.Galleries;

namespace Akin.Tests.Durability;

/// <summary>A gallery's files as they were at one moment of a run.</summary>
/// <param name="Path">The copy's folder.</param>
/// <param name="Progress">What the run had told by then.</param>
internal sealed record GalleryCopy(string Path, IndexProgress Progress)
{
    /// <summary>Copies a gallery that nobody writes at the moment.</summary>
    public static GalleryCopy Take(string galleryPath, string path, IndexProgress progress)
    {
        // .NET's own copying heeds the locks that the writer holds.
        using Process copy = Process.Start("cp", ["-R", galleryPath, path]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
        return new GalleryCopy(path, progress);
    }

    /// <summary>Whether everything was on the disk: the last commit is done, and no rows are being flushed for the next one.</summary>
    public bool IsFlushed => Progress.Stage is IndexStage.Encode;

    public void Delete() => Directory.Delete(Path, recursive: true);
}
