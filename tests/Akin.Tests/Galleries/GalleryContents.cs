using Akin.Vectors.Storage;
using Microsoft.Data.Sqlite;

namespace Akin.Tests.Galleries;

/// <summary>All that a gallery holds, read by its documented format: SQL and the vector file, not by the code under test.</summary>
internal static class GalleryContents
{
    /// <summary>A picture of each, as text that names everything of it but where its embedding lies; ordered.</summary>
    public static IReadOnlyList<string> Read(string galleryPath)
    {
        long dimensions = Scalar(galleryPath, "SELECT dimensions FROM gallery");
        long rowCount = Scalar(galleryPath, "SELECT row_count FROM gallery");
        long generation = Scalar(galleryPath, "SELECT vectors_generation FROM gallery");
        string vectorsName = generation == 0 ? "vectors.f16" : $"vectors.{generation}.f16";
        using VectorFile vectors = VectorFile.Open(Path.Combine(galleryPath, vectorsName), (int)dimensions, rowCount);
        float[] embedding = new float[dimensions];
        List<string> items = [];
        foreach (object[] item in Rows(galleryPath, "SELECT root, key, label, split, hex(content_hash), width, height, row FROM items ORDER BY root, key"))
        {
            vectors.Read((long)item[^1], embedding);
            string bits = string.Concat(embedding.Select(component => $"{BitConverter.HalfToUInt16Bits((Half)component):X4}"));
            items.Add($"{string.Join('|', item[..^1])}|{bits}");
        }

        return items;
    }

    /// <summary>Asserts what the format promises of rows: each below the count is an item's or a dead one, and none is both.</summary>
    public static void AssertRowsAreKept(string galleryPath)
    {
        long[] live = [.. Rows(galleryPath, "SELECT DISTINCT row FROM items").Select(row => (long)row[0])];
        long[] dead = [.. Rows(galleryPath, "SELECT row FROM dead_rows").Select(row => (long)row[0])];
        Assert.Equal(Enumerable.Range(0, (int)Scalar(galleryPath, "SELECT row_count FROM gallery")).Select(row => (long)row), live.Concat(dead).Order());
        Assert.Equal(0, Scalar(galleryPath, "SELECT count(*) FROM items JOIN rejected USING (root, key)"));
    }

    public static long Scalar(string galleryPath, string sql) => (long)Rows(galleryPath, sql)[0][0];

    public static List<object[]> Rows(string galleryPath, string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(galleryPath, "catalogue.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<object[]> rows = [];
        while (reader.Read())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
