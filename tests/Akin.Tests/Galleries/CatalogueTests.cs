using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Encoding;
using CsCheck;
using Microsoft.Data.Sqlite;

namespace Akin.Tests.Galleries;

public sealed class CatalogueTests
{
    private static readonly GalleryInfo Info = new("/pictures", "akin-mini", new string('a', 64), 8, new EncoderOptions(), 0);

    private static readonly Gen<Step[]> Steps = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 12], Gen.Int[0, 3], (kind, key, label) => new Step(kind, $"k{key}", label == 0 ? null : $"l{label}"))
        .Array[0, 60];

    [Fact]
    public void Commit_DoesWhatADictionaryWouldDo() => Steps.Sample(
        steps =>
        {
            using TemporaryFolder folder = new();
            Dictionary<string, string?> items = [];
            HashSet<string> rejected = [];
            long row = 0;
            foreach (Step[] commit in steps.Chunk(7))
            {
                // Every commit reopens the catalogue: nothing may live only in the writer.
                using Catalogue catalogue = Catalogue.OpenForWriting(folder.Path, Info);
                CatalogueChanges changes = new();
                foreach (Step step in commit.DistinctBy(step => step.Key))
                {
                    Apply(step, changes, items, rejected, ref row);
                }

                changes.RowCount = row;
                catalogue.Commit(changes);
            }

            if (steps.Length == 0)
            {
                return;
            }

            using Catalogue read = Catalogue.OpenForReading(folder.Path)!;
            Assert.Equal(row, read.ReadInfo().RowCount);
            Assert.Equal(items.Count, read.CountItems());
            Assert.Equal(rejected.Order(StringComparer.Ordinal), read.ReadRejected().Select(file => file.Key));
            Assert.Equal(items.Keys.Union(rejected).Order(StringComparer.Ordinal), read.ReadKnownFiles().Keys.Order(StringComparer.Ordinal));
            Dictionary<string, string?> byRow = Enumerable.Range(0, (int)row).Where(one => read.ReadRows(row).Contains(one)).Select(one => read.FindByRow(one)!.Value).ToDictionary(item => item.Key, item => item.Label);
            Assert.Equal(items.OrderBy(item => item.Key, StringComparer.Ordinal), byRow.OrderBy(item => item.Key, StringComparer.Ordinal));
            Assert.Equal(items.Count, read.CountLabels().Sum(label => label.PictureCount));
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

    private static void Apply(Step step, CatalogueChanges changes, Dictionary<string, string?> items, HashSet<string> rejected, ref long row)
    {
        PictureFile file = new("/pictures/" + step.Key, step.Key, step.Label, 100, row);
        switch (step.Kind)
        {
            case 0 or 1:
                changes.Items.Add(new CatalogueItem(file, new byte[32], 4, 3, row++));
                items[step.Key] = step.Label;
                rejected.Remove(step.Key);
                break;
            case 2:
                changes.Rejected.Add(new PictureOutcome.Rejected(file, "broken"));
                items.Remove(step.Key);
                rejected.Add(step.Key);
                break;
            default:
                changes.RemovedKeys.Add(step.Key);
                items.Remove(step.Key);
                rejected.Remove(step.Key);
                break;
        }
    }

    private static void Add(Catalogue catalogue, string key, long row)
    {
        CatalogueChanges changes = new() { RowCount = row + 1 };
        changes.Items.Add(new CatalogueItem(new PictureFile("/pictures/" + key, key, null, 1, 1), new byte[32], 1, 1, row));
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

    private sealed record Step(int Kind, string Key, string? Label);
}
