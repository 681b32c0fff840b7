using Akin.VectorStores;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>Opens the catalogue to be asked whether it has changed; null where a writer was stopped before it had made the first state.</summary>
    public static Catalogue? OpenForChanges(string galleryPath)
    {
        Catalogue catalogue = new(galleryPath, ConnectForReading(galleryPath), forReading: false);
        if (!catalogue.IsBlank())
        {
            return catalogue;
        }

        catalogue.Dispose();
        return null;
    }

    /// <summary>A number that changes when another connection commits.</summary>
    public long ReadChangeNumber() => Scalar("PRAGMA data_version");

    /// <summary>Pictures that meet a condition, each with its row.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="order">What follows <c>ORDER BY</c>.</param>
    /// <param name="skipCount">How many to leave out at the start.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="keys">Names them.</param>
    public List<(GalleryPicture Picture, long Row)> ReadPictures(ItemCondition condition, string order, int skipCount, int count, GalleryKeys keys)
    {
        List<(GalleryPicture, long)> pictures = [];
        using SqliteCommand command = Command(
            $"SELECT root, key, label, split, width, height, bytes, modified_ns, row FROM items WHERE {condition.Sql} ORDER BY {order} LIMIT $count OFFSET $skip");
        condition.Bind(command);
        command.Parameters.AddWithValue("$count", count);
        command.Parameters.AddWithValue("$skip", skipCount);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            GalleryPicture picture = new()
            {
                Key = keys.Show(new ItemName(reader.GetString(0), reader.GetString(1))),
                Label = reader.IsDBNull(2) ? null : reader.GetString(2),
                Split = reader.IsDBNull(3) ? null : reader.GetString(3),
                Width = reader.GetInt32(4),
                Height = reader.GetInt32(5),
                LengthInBytes = reader.GetInt64(6),
                Modified = DateTimeOffset.UnixEpoch.AddTicks(reader.GetInt64(7) / TimeSpan.NanosecondsPerTick),
            };
            pictures.Add((picture, reader.GetInt64(8)));
        }

        return pictures;
    }
}
