namespace Akin.Galleries;

/// <summary>The tables of a catalogue, of this format version and of older ones, as <c>docs/formats/gallery.md</c> lays them out.</summary>
internal static class CatalogueSchema
{
    /// <summary>The version that is written.</summary>
    public const int Version = 3;

    /// <summary>The first version, whose galleries were made with nothing but default options.</summary>
    public const int VersionWithoutOptions = 1;

    /// <summary>The tables of a new catalogue.</summary>
    public const string Tables =
        """
        CREATE TABLE gallery (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            model TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            dimensions INTEGER NOT NULL,
            encoder_options TEXT NOT NULL,
            row_count INTEGER NOT NULL,
            vectors_generation INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE roots (
            name TEXT PRIMARY KEY,
            path TEXT NOT NULL UNIQUE,
            include TEXT NOT NULL DEFAULT '[]',
            exclude TEXT NOT NULL DEFAULT '[]',
            hidden INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE items (
            id INTEGER PRIMARY KEY,
            root TEXT NOT NULL REFERENCES roots (name),
            key TEXT NOT NULL,
            label TEXT,
            split TEXT,
            bytes INTEGER NOT NULL,
            modified_ns INTEGER NOT NULL,
            content_hash BLOB NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            row INTEGER NOT NULL,
            UNIQUE (root, key)
        ) STRICT;
        CREATE INDEX items_by_content_hash ON items (content_hash);
        CREATE INDEX items_by_row ON items (row);
        CREATE INDEX items_by_label ON items (label, row);
        CREATE TABLE dead_rows (
            row INTEGER PRIMARY KEY,
            content_hash BLOB,
            width INTEGER,
            height INTEGER
        ) STRICT;
        CREATE INDEX dead_rows_by_content_hash ON dead_rows (content_hash);
        CREATE TABLE rejected (
            root TEXT NOT NULL REFERENCES roots (name),
            key TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            modified_ns INTEGER NOT NULL,
            content_hash BLOB,
            reason TEXT NOT NULL,
            PRIMARY KEY (root, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE settings (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE VIEW pictures AS
            SELECT roots.path || '/' || items.key AS path, items.label, items.split, items.width, items.height, items.bytes,
                datetime(items.modified_ns / 1000000000, 'unixepoch') AS modified, lower(hex(items.content_hash)) AS content_hash, items.row
            FROM items JOIN roots ON roots.name = items.root;
        """;

    /// <summary>Brings a catalogue of version 2 to version 3, in a transaction that its caller holds. <c>$root</c> is the name that its one root gets.</summary>
    public const string FromVersion2 =
        $"""
        ALTER TABLE gallery RENAME TO old_gallery;
        ALTER TABLE items RENAME TO old_items;
        ALTER TABLE rejected RENAME TO old_rejected;
        {Tables}
        INSERT INTO gallery SELECT 1, model, fingerprint, dimensions, encoder_options, row_count, 0 FROM old_gallery;
        INSERT INTO roots (name, path) SELECT $root, root FROM old_gallery;
        INSERT INTO items (root, key, label, bytes, modified_ns, content_hash, width, height, row)
            SELECT $root, key, label, bytes, modified_ns, content_hash, width, height, row FROM old_items ORDER BY row;
        INSERT INTO rejected SELECT $root, key, bytes, modified_ns, NULL, reason FROM old_rejected;
        INSERT INTO dead_rows (row)
            WITH RECURSIVE counted (row) AS (SELECT 0 UNION ALL SELECT row + 1 FROM counted WHERE row + 1 < (SELECT row_count FROM gallery))
            SELECT row FROM counted WHERE row < (SELECT row_count FROM gallery) AND row NOT IN (SELECT row FROM items);
        DROP TABLE old_gallery;
        DROP TABLE old_items;
        DROP TABLE old_rejected;
        PRAGMA user_version = 3;
        """;

    /// <summary>Brings a catalogue of version 1 to version 2.</summary>
    public const string FromVersion1 = "ALTER TABLE gallery ADD COLUMN encoder_options TEXT NOT NULL DEFAULT '{}'; PRAGMA user_version = 2;";

    /// <summary>Lets a catalogue of version 1 or 2 be read as one of version 3, without writing to it: views of this connection stand before its tables.</summary>
    /// <param name="version">The catalogue's version.</param>
    /// <param name="rootName">The name that its one root gets.</param>
    public static string ViewsOver(long version, string rootName)
    {
        string root = $"'{rootName.Replace("'", "''", StringComparison.Ordinal)}'";
        string options = version == VersionWithoutOptions ? "'{}'" : "encoder_options";
        return $$"""
            PRAGMA temp_store = MEMORY;
            CREATE TEMP VIEW gallery AS SELECT id, model, fingerprint, dimensions, {{options}} AS encoder_options, row_count, 0 AS vectors_generation FROM main.gallery;
            CREATE TEMP VIEW roots AS SELECT {{root}} AS name, root AS path, '[]' AS include, '[]' AS exclude, 0 AS hidden FROM main.gallery;
            CREATE TEMP VIEW settings AS SELECT '' AS name, '' AS value WHERE 0;
            CREATE TEMP VIEW items AS
                SELECT row AS id, {{root}} AS root, key, label, NULL AS split, bytes, modified_ns, content_hash, width, height, row FROM main.items;
            CREATE TEMP VIEW dead_rows AS
                WITH RECURSIVE counted (row) AS (SELECT 0 UNION ALL SELECT row + 1 FROM counted WHERE row + 1 < (SELECT row_count FROM main.gallery))
                SELECT row, NULL AS content_hash, NULL AS width, NULL AS height FROM counted
                WHERE row < (SELECT row_count FROM main.gallery) AND row NOT IN (SELECT row FROM main.items);
            CREATE TEMP VIEW rejected AS SELECT {{root}} AS root, key, bytes, modified_ns, NULL AS content_hash, reason FROM main.rejected;
            """;
    }
}
