using Akin.Galleries;
using CsCheck;

namespace Akin.Tests.Galleries;

/// <summary>Whatever happens to a folder between index runs, the gallery is the one that a first run would make of it.</summary>
public sealed class FolderModelTests
{
    private static readonly string[] Folders = ["", "a", "b", "train/a", "deep/er/c"];

    private static readonly Gen<Operation> Operations = Gen.Select(
        Gen.Frequency((4, Gen.Const(Kind.Write)), (2, Gen.Const(Kind.Move)), (2, Gen.Const(Kind.Copy)), (3, Gen.Const(Kind.Delete)), (1, Gen.Const(Kind.RenameFolder)), (1, Gen.Const(Kind.Touch)), (1, Gen.Const(Kind.Swap))),
        Gen.Int[0, 14],
        Gen.Int[0, 14],
        Gen.Int[0, 6],
        (kind, file, other, content) => new Operation(kind, file, other, content));

    private enum Kind
    {
        Write,
        Move,
        Copy,
        Delete,
        RenameFolder,
        Touch,
        Swap,
    }

    [Fact]
    public void Index_AfterAnyChanges_EqualsAGalleryBuiltFromScratch() => Operations.Array[1, 12].Array[1, 4].Sample(
        rounds =>
        {
            using TemporaryFolder folder = new();
            string pictures = folder["pictures/always.bmp"];
            TestPicture.Write(pictures, 99, 12, 8);
            pictures = Path.GetDirectoryName(pictures)!;
            int scratchCount = 0;
            foreach (Operation[] round in rounds)
            {
                foreach (Operation operation in round)
                {
                    Apply(operation, pictures);
                }

                string scratch = folder[$"scratch-{scratchCount++}.akin"];
                GalleryStatus? status = Gallery.Exists(folder["g.akin"]) ? Status(folder["g.akin"]) : null;
                IndexReport report = Index(folder["g.akin"], pictures);
                if (status is not null)
                {
                    Assert.Equal(
                        (status.Moved.Count, status.Removed.Count, status.UnchangedCount),
                        (report.MovedCount, report.RemovedCount, report.UnchangedCount));
                    Assert.InRange(report.IndexedCount, status.ToEncodeCount - report.Rejected.Count, status.ToEncodeCount);
                }

                Assert.True(Status(folder["g.akin"]).IsUpToDate);
                if (round[0].Content == 0)
                {
                    Gallery.CompactAsync(folder["g.akin"], cancellationToken: TestContext.Current.CancellationToken).GetAwaiter().GetResult();
                    Assert.Equal(0, GalleryContents.Scalar(folder["g.akin"], "SELECT count(*) FROM dead_rows"));
                }

                Index(scratch, pictures);
                Assert.Equal(GalleryContents.Read(scratch), GalleryContents.Read(folder["g.akin"]));
                GalleryContents.AssertRowsAreKept(folder["g.akin"]);
                Assert.Equal(0, GalleryContents.Scalar(scratch, "SELECT count(*) FROM dead_rows"));
            }

            // No content was ever encoded twice: there are as many rows as contents that a run has seen.
            Assert.Equal(
                GalleryContents.Scalar(folder["g.akin"], "SELECT row_count FROM gallery"),
                GalleryContents.Scalar(folder["g.akin"], "SELECT count(DISTINCT content_hash) FROM (SELECT content_hash FROM items UNION SELECT content_hash FROM dead_rows)"));
        },
        iter: 15,
        threads: 1);

    private static GalleryStatus Status(string galleryPath) =>
        Gallery.StatusAsync(galleryPath, cancellationToken: TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    private static IndexReport Index(string galleryPath, string folderPath) =>
        Gallery.IndexAsync(galleryPath, folderPath, DefaultEncoder.Instance, cancellationToken: TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    private static void Apply(Operation operation, string pictures)
    {
        string path = PathOf(pictures, operation.File);
        string other = PathOf(pictures, operation.Other);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(Path.GetDirectoryName(other)!);
        switch (operation.Kind)
        {
            case Kind.Write when operation.Content == 6:
                File.WriteAllText(path, "no picture");
                break;
            case Kind.Write:
                TestPicture.Write(path, operation.Content, 12, 8);
                break;
            case Kind.Move when File.Exists(path):
                File.Move(path, other, overwrite: true);
                break;
            case Kind.Copy when File.Exists(path) && path != other:
                File.Copy(path, other, overwrite: true);
                break;
            case Kind.Delete:
                File.Delete(path);
                break;
            case Kind.RenameFolder:
                RenameFolder(Path.Combine(pictures, Folders[operation.File % Folders.Length]), Path.Combine(pictures, $"renamed{operation.Other}"));
                break;
            case Kind.Touch when File.Exists(path):
                File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(operation.Other));
                break;
            case Kind.Swap when File.Exists(path) && File.Exists(other) && path != other:
                File.Move(path, other + ".swap");
                File.Move(other, path);
                File.Move(other + ".swap", other);
                break;
        }
    }

    private static void RenameFolder(string from, string to)
    {
        if (Directory.Exists(from) && !Directory.Exists(to) && !File.Exists(Path.Combine(from, "always.bmp")))
        {
            Directory.Move(from, to);
        }
    }

    private static string PathOf(string pictures, int file) => Path.Combine(pictures, Folders[file % Folders.Length], $"{file / Folders.Length}.bmp");

    private sealed record Operation(Kind Kind, int File, int Other, int Content);
}
