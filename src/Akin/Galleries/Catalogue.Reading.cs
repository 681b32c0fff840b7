using Akin.Datasets;
using Akin.Vectors.Search;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>How many pictures the gallery holds.</summary>
    public long CountItems() => Scalar("SELECT count(*) FROM items");

    /// <summary>The rows that belong to a picture.</summary>
    /// <param name="rowCount">The rows that there are.</param>
    /// <exception cref="GalleryException">A picture's row is none of them.</exception>
    public RowSet ReadRows(long rowCount)
    {
        RowSet rows = new(rowCount);
        using SqliteCommand command = Command("SELECT row FROM items");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            long row = reader.GetInt64(0);
            if (row < 0 || row >= rowCount)
            {
                throw new GalleryException(_galleryPath, $"The gallery {_galleryPath} is damaged: a picture has row {row} of {rowCount}; index the folder into a new gallery.");
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The key and label of the picture whose embedding is row <paramref name="row"/>, or null when it is no picture's.</summary>
    public (string Key, string? Label)? FindByRow(long row)
    {
        using SqliteCommand command = Command("SELECT key, label FROM items WHERE row = $row");
        command.Parameters.AddWithValue("$row", row);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)) : null;
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

    /// <summary>Every rejected file with its reason, ordered by key.</summary>
    public IReadOnlyList<RejectedFile> ReadRejected()
    {
        List<RejectedFile> rejected = [];
        using SqliteCommand command = Command("SELECT key, reason FROM rejected ORDER BY key");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            rejected.Add(new RejectedFile(reader.GetString(0), reader.GetString(1)));
        }

        return rejected;
    }
}
