using System.Text.Json;
using Akin.Datasets;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

internal sealed partial class Catalogue
{
    /// <summary>The folders that the gallery follows, ordered by name.</summary>
    /// <exception cref="GalleryException">What is kept of one is damaged.</exception>
    public IReadOnlyList<GalleryRoot> ReadRoots()
    {
        List<GalleryRoot> roots = [];
        using SqliteCommand command = Command("SELECT name, path, include, exclude, hidden FROM roots ORDER BY name");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            try
            {
                PictureSelection selection = new()
                {
                    Include = JsonSerializer.Deserialize<string[]>(reader.GetString(2)) ?? [],
                    Exclude = JsonSerializer.Deserialize<string[]>(reader.GetString(3)) ?? [],
                    TakesHidden = reader.GetInt64(4) != 0,
                };
                roots.Add(new GalleryRoot(reader.GetString(0), reader.GetString(1), selection));
            }
            catch (Exception exception) when (exception is JsonException or FormatException or ArgumentNullException)
            {
                throw new GalleryException(_galleryPath, Damaged($"the patterns of its root {reader.GetString(0)} cannot be read").Message, exception);
            }
        }

        return roots;
    }

    /// <summary>Adds roots, and gives those that are there already another path and selection, in one transaction.</summary>
    public void SaveRoots(IReadOnlyList<GalleryRoot> roots)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        WriteRoots(roots);
        transaction.Commit();
    }

    private void WriteRoots(IReadOnlyList<GalleryRoot> roots)
    {
        using SqliteCommand write = Command(
            """
            INSERT INTO roots (name, path, include, exclude, hidden) VALUES ($name, $path, $include, $exclude, $hidden)
            ON CONFLICT (name) DO UPDATE SET path = excluded.path, include = excluded.include, exclude = excluded.exclude, hidden = excluded.hidden
            """);
        foreach (GalleryRoot root in roots)
        {
            Run(
                write,
                ("$name", root.Name),
                ("$path", root.Path),
                ("$include", JsonSerializer.Serialize(root.Selection.Include)),
                ("$exclude", JsonSerializer.Serialize(root.Selection.Exclude)),
                ("$hidden", root.Selection.TakesHidden ? 1 : 0));
        }
    }
}
