using System.Runtime.InteropServices;
using Akin.Vectors.Search;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>Rows that one statement looks up: many a statement, and never a text of more than 0.2 MB.</summary>
    private const int RowsPerStatement = 8_192;

    /// <summary>How many pictures the gallery holds.</summary>
    public long CountItems() => Scalar("SELECT count(*) FROM items");

    /// <summary>Whether the gallery holds a picture.</summary>
    public bool HasItems() => Scalar("SELECT EXISTS (SELECT 1 FROM items)") != 0;

    /// <summary>Checks that every picture has a row.</summary>
    /// <param name="rowCount">The rows that there are.</param>
    /// <exception cref="GalleryException">A picture's row is none of them.</exception>
    public void RequireRows(long rowCount)
    {
        long lowest = Scalar("SELECT coalesce(min(row), 0) FROM items");
        long highest = Scalar("SELECT coalesce(max(row), -1) FROM items");
        if (lowest < 0 || highest >= rowCount)
        {
            throw Damaged($"a picture has row {(lowest < 0 ? lowest : highest)} of {rowCount}");
        }
    }

    /// <summary>The pictures whose embeddings are some rows, those of a row ordered by root and key: several where files have the same content.</summary>
    /// <param name="rows">The rows, each once.</param>
    /// <param name="filter">Which of the pictures to give, or null for all.</param>
    /// <returns>By row; a row without a picture is missing.</returns>
    public Dictionary<long, List<(ItemName Name, string? Label)>> FindByRows(IReadOnlyCollection<long> rows, ItemFilter? filter)
    {
        Dictionary<long, List<(ItemName Name, string? Label)>> items = new(rows.Count);

        // The rows lead and the pictures follow, by their index: CROSS JOIN keeps SQLite from turning that round.
        using SqliteCommand command = Command(
            $"""
            SELECT some.row, some.root, some.key, some.label
            FROM json_each($rows) AS wanted CROSS JOIN (SELECT row, root, key, label FROM items WHERE {filter?.Condition.Sql ?? "1"}) AS some ON some.row = wanted.value
            ORDER BY some.root, some.key
            """);
        foreach (long[] some in rows.Chunk(RowsPerStatement))
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$rows", $"[{string.Join(',', some)}]");
            filter?.Condition.Bind(command);
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                ItemName name = new(reader.GetString(1), reader.GetString(2));
                if (filter is null || filter.Takes(name))
                {
                    ref List<(ItemName Name, string? Label)>? ofRow = ref CollectionsMarshal.GetValueRefOrAddDefault(items, reader.GetInt64(0), out _);
                    (ofRow ??= []).Add((name, reader.IsDBNull(3) ? null : reader.GetString(3)));
                }
            }
        }

        return items;
    }

    /// <summary>The pictures whose embedding is a row, as <see cref="FindByRows"/> gives them; none for a row of removed pictures.</summary>
    public List<(ItemName Name, string? Label)> FindByRow(long row) => FindByRows([row], filter: null).GetValueOrDefault(row) ?? [];

    /// <summary>The rows of which a picture may answer.</summary>
    public RowSet ReadRows(ItemFilter filter, long rowCount)
    {
        RowSet rows = new(rowCount);
        using SqliteCommand command = Command($"SELECT row{(filter.AsksNames ? ", root, key" : string.Empty)} FROM items WHERE {filter.Condition.Sql}");
        filter.Condition.Bind(command);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (!filter.AsksNames || filter.Takes(new ItemName(reader.GetString(1), reader.GetString(2))))
            {
                rows.Add(reader.GetInt64(0));
            }
        }

        return rows;
    }

    /// <summary>The row of a picture's embedding; null where there is no such picture.</summary>
    public long? FindRow(ItemName name)
    {
        using SqliteCommand command = Command("SELECT row FROM items WHERE root = $root AND key = $key");
        command.Parameters.AddWithValue("$root", name.Root);
        command.Parameters.AddWithValue("$key", name.Key);
        return command.ExecuteScalar() as long?;
    }

    /// <summary>A choice that holds for the whole gallery; null where none was made.</summary>
    public string? ReadSetting(string name)
    {
        using SqliteCommand command = Command("SELECT value FROM settings WHERE name = $name");
        command.Parameters.AddWithValue("$name", name);
        return command.ExecuteScalar() as string;
    }

    /// <summary>The recall that the gallery's searches have to reach.</summary>
    public RecallFloor ReadRecallFloor() => Settings.ReadRecall(ReadSetting(Settings.Recall));

    /// <summary>How many rows no picture has.</summary>
    public long CountDeadRows() => Scalar("SELECT count(*) FROM dead_rows");

    /// <summary>Rows that no picture has, rising; some may lie behind those that count, where the catalogue is damaged.</summary>
    public List<long> ReadDeadRows()
    {
        List<long> rows = [];
        using SqliteCommand command = Command("SELECT row FROM dead_rows ORDER BY row");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(reader.GetInt64(0));
        }

        return rows;
    }

    /// <summary>Makes a choice that holds for the whole gallery.</summary>
    public void WriteSetting(string name, string value)
    {
        using SqliteCommand command = Command("INSERT INTO settings (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        Run(command, ("$name", name), ("$value", value));
    }

    /// <summary>Pictures by label, most first; a null label stands for pictures without one.</summary>
    public IReadOnlyList<LabelCount> CountLabels()
    {
        List<LabelCount> labels = [];
        using SqliteCommand command = Command("SELECT label, count(*) FROM items GROUP BY label ORDER BY count(*) DESC, label");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            labels.Add(new LabelCount(reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetInt64(1)));
        }

        return labels;
    }

    /// <summary>The splits of its pictures, ordered.</summary>
    public IReadOnlyList<string> ReadSplits() => ReadTexts("SELECT DISTINCT split FROM items WHERE split IS NOT NULL ORDER BY split");

    /// <summary>Every rejected file with its reason, ordered by root and key.</summary>
    public IReadOnlyList<(ItemName Name, string Reason)> ReadRejected()
    {
        List<(ItemName, string)> rejected = [];
        using SqliteCommand command = Command("SELECT root, key, reason FROM rejected ORDER BY root, key");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            rejected.Add((new ItemName(reader.GetString(0), reader.GetString(1)), reader.GetString(2)));
        }

        return rejected;
    }

    /// <summary>Keys of pictures below a root, ordered, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<string> ReadKeys(string root, int limit) =>
        ReadTexts("SELECT key FROM items WHERE root = $root ORDER BY key LIMIT $limit", ("$root", root), ("$limit", limit));

    /// <summary>Everything remembered of the files below a root, by key.</summary>
    public Dictionary<string, KnownFile> ReadKnownFiles(string root)
    {
        Dictionary<string, KnownFile> known = new(StringComparer.Ordinal);
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        using SqliteCommand command = Command(
            """
            SELECT key, bytes, modified_ns, row, label, split, 0 FROM items WHERE root = $root
            UNION ALL
            SELECT key, bytes, modified_ns, NULL, NULL, NULL, reason = $removed FROM rejected WHERE root = $root
            """);
        command.Parameters.AddWithValue("$root", root);
        command.Parameters.AddWithValue("$removed", RemovalRun.Reason);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            long? row = reader.IsDBNull(3) ? null : reader.GetInt64(3);
            known[reader.GetString(0)] = new KnownFile(reader.GetInt64(1), reader.GetInt64(2), row, Text(4), Text(5)) { WasRemoved = reader.GetBoolean(6) };
        }

        return known;

        // Few labels stand beside many pictures: one string each.
        string? Text(int column)
        {
            if (reader.IsDBNull(column))
            {
                return null;
            }

            string text = reader.GetString(column);
            return texts.TryAdd(text, text) ? text : texts[text];
        }
    }
}
