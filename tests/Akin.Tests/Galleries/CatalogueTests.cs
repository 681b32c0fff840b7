using System.Buffers.Binary;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Encoding;
using CsCheck;
using Microsoft.Data.Sqlite;

namespace Akin.Tests.Galleries;

public sealed class CatalogueTests
{
    private const string Root = "pictures";

    private static readonly GalleryInfo Info = new([new GalleryRoot(Root, "/pictures", new PictureSelection())], "akin-mini", new string('a', 64), 8, new EncoderOptions(), 0);

    private static readonly Gen<Step[]> Steps = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 12], Gen.Int[0, 3], Gen.Int[0, 9], (kind, key, label, row) => new Step(kind, $"k{key}", label == 0 ? null : $"l{label}", row))
        .Array[0, 60];

    [Fact]
    public void Commit_DoesWhatADictionaryWouldDo() => Steps.Sample(
        steps =>
        {
            using TemporaryFolder folder = new();
            Dictionary<string, (string? Label, long Row)> items = [];
            HashSet<string> rejected = [];
            long rowCount = 0;
            foreach (Step[] commit in steps.Chunk(7))
            {
                // Every commit reopens the catalogue: nothing may live only in the writer.
                using Catalogue catalogue = Catalogue.OpenForWriting(folder.Path, Info);
                CatalogueChanges changes = new();
                foreach (Step step in commit.DistinctBy(step => step.Key))
                {
                    Apply(step, changes, items, rejected, ref rowCount);
                }

                changes.RowCount = rowCount;
                catalogue.Commit(changes);
            }

            if (steps.Length == 0)
            {
                return;
            }

            using Catalogue read = Catalogue.OpenForReading(folder.Path)!;
            Assert.Equal(rowCount, read.ReadInfo().RowCount);
            Assert.Equal(items.Count, read.CountItems());
            Assert.Equal(rejected.Order(StringComparer.Ordinal), read.ReadRejected().Select(file => file.Name.Key));
            Assert.Equal(items.Keys.Union(rejected).Order(StringComparer.Ordinal), read.ReadKnownFiles(Root).Keys.Order(StringComparer.Ordinal));
            Assert.Equal(items.Count, read.CountLabels().Sum(label => label.PictureCount));
            read.RequireRows(rowCount);
            List<long> dead = read.ReadDeadRows();
            Dictionary<long, List<(ItemName Name, string? Label)>> byRow = read.FindByRows([.. Enumerable.Range(0, (int)rowCount + 3).Select(row => (long)row)], null);
            for (long row = 0; row < rowCount; row++)
            {
                Assert.Equal(
                    items.Where(item => item.Value.Row == row).Select(item => (new ItemName(Root, item.Key), item.Value.Label)).OrderBy(item => item.Item1.Key, StringComparer.Ordinal),
                    byRow.GetValueOrDefault(row, []));
                Assert.NotEqual(items.Values.Any(item => item.Row == row), dead.Contains(row));
                Assert.Equal(row, read.FindContent(Hash(row))?.Row);
            }
        },
        iter: 40);

    [Fact]
    public void OpenForReading_SeesOneState_WhateverIsWrittenMeanwhile()
    {
        using TemporaryFolder folder = new();
        using Catalogue writing = Catalogue.OpenForWriting(folder.Path, Info);
        Add(writing, "a", 0);
        using Catalogue reading = Catalogue.OpenForReading(folder.Path)!;

        Add(writing, "b", 1);

        Assert.Equal((1, 1), (reading.CountItems(), reading.ReadInfo().RowCount));
        using Catalogue later = Catalogue.OpenForReading(folder.Path)!;
        Assert.Equal((2, 2), (later.CountItems(), later.ReadInfo().RowCount));
    }

    [Fact]
    public void Open_RefusesAnotherVersionAndAnotherProgramsFile()
    {
        using TemporaryFolder folder = new();
        Catalogue.OpenForWriting(folder.Path, Info).Dispose();
        Execute(folder, "PRAGMA user_version = 99");
        Assert.Contains("version 99", Assert.Throws<GalleryException>(() => Gallery.Open(folder.Path)).Message, StringComparison.Ordinal);

        Execute(folder, "PRAGMA application_id = 7");
        Assert.Contains("another program", Assert.Throws<GalleryException>(() => Gallery.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no SQLite file, however long one makes it: not one page of it is sound, and nothing can be read from it at all")]
    public void Open_ExplainsADamagedFile(string content)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder[Catalogue.FileName], content);

        Assert.Contains(folder.Path, Assert.Throws<GalleryException>(() => Gallery.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static void Apply(Step step, CatalogueChanges changes, Dictionary<string, (string? Label, long Row)> items, HashSet<string> rejected, ref long rowCount)
    {
        PictureFile file = new("/pictures/" + step.Key, step.Key, step.Label, 100, rowCount) { Root = Root };
        switch (step.Kind)
        {
            case 0 or 1:
                Put(rowCount++);
                break;
            case 2:
                changes.Rejected.Add(new PictureOutcome.Rejected(file, "broken"));
                items.Remove(step.Key);
                rejected.Add(step.Key);
                break;
            case 3 when step.Row < rowCount:
                // The content of another file, or of a row that no file has any more.
                Put(step.Row);
                break;
            default:
                changes.Removed.Add(new ItemName(Root, step.Key));
                items.Remove(step.Key);
                rejected.Remove(step.Key);
                break;
        }

        void Put(long row)
        {
            changes.Items.Add(new CatalogueItem(file, Hash(row), new KnownContent(row, 4, 3)));
            items[step.Key] = (step.Label, row);
            rejected.Remove(step.Key);
        }
    }

    private static byte[] Hash(long row)
    {
        byte[] hash = new byte[32];
        BinaryPrimitives.WriteInt64LittleEndian(hash, row + 1);
        return hash;
    }

    private static void Add(Catalogue catalogue, string key, long row)
    {
        CatalogueChanges changes = new() { RowCount = row + 1 };
        changes.Items.Add(new CatalogueItem(new PictureFile("/pictures/" + key, key, null, 1, 1) { Root = Root }, Hash(row), new KnownContent(row, 1, 1)));
        catalogue.Commit(changes);
    }

    private static void Execute(TemporaryFolder folder, string sql)
    {
        using SqliteConnection connection = new($"Data Source={folder[Catalogue.FileName]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed record Step(int Kind, string Key, string? Label, long Row);
}
