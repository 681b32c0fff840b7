using System.Globalization;
using Akin.Vectors.Search;

namespace Akin.Galleries.Verification;

/// <summary>Checks a catalogue in itself: the file, and what <c>docs/formats/gallery.md</c> promises of rows.</summary>
internal static class CatalogueCheck
{
    private const string Kind = Catalogue.FileName;

    private const string TakesOut = "--repair takes the pictures out, and 'akin index' encodes them again";

    /// <summary>Looks at everything; false where the file is damaged, so that nothing more can be said by it.</summary>
    public static bool CheckFile(Catalogue catalogue, Findings findings)
    {
        List<string> damages = catalogue.CheckIntegrity();
        IReadOnlyList<string> tables = damages.Count == 0 ? [] : catalogue.FindDamagedTables();
        foreach (string damage in damages)
        {
            findings.IsCatalogueDamaged = true;
            findings.Add(
                Kind,
                Catalogue.FileName,
                $"SQLite finds it damaged: {damage.ReplaceLineEndings(" ").TrimEnd('.')}",
                tables.Count == 0 ? "--repair builds it anew from its tables" : Catalogue.LostRepair,
                canBeRepaired: tables.Count == 0);
        }

        if (tables.Count > 0)
        {
            findings.AddLostCatalogue(Catalogue.NotWhole(tables));
        }

        return !findings.IsCatalogueDamaged;
    }

    /// <summary>Looks whether each row that counts is an item's or a dead one, and each item's row counts.</summary>
    public static void CheckRows(Catalogue catalogue, long rowCount, Findings findings)
    {
        RowSet owned = new(rowCount);
        foreach ((long row, long contentCount) in catalogue.ReadItemRows())
        {
            if (row < 0 || row >= rowCount)
            {
                Add(findings, row, $"a picture has it, and there are {rowCount} rows", TakesOut);
                continue;
            }

            owned.Add(row);
            if (contentCount > 1)
            {
                findings.LostRows.Add(row);
                Add(findings, row, "pictures of different content have it", TakesOut);
            }
        }

        RowSet dead = new(rowCount);
        foreach (long row in catalogue.ReadDeadRows())
        {
            if (row < 0 || row >= rowCount)
            {
                Add(findings, row, $"it is one of a removed picture, and there are {rowCount} rows", "--repair forgets it");
                continue;
            }

            dead.Add(row);
            if (owned.Contains(row))
            {
                Add(findings, row, "it is a picture's and one of a removed picture", "--repair gives it to the picture");
            }
        }

        for (long row = 0; row < rowCount; row++)
        {
            if (!owned.Contains(row) && !dead.Contains(row))
            {
                Add(findings, row, "no picture has it, and it is not one of a removed picture", "--repair marks it as removed");
            }
        }

        CheckNames(catalogue, findings);
    }

    private static void CheckNames(Catalogue catalogue, Findings findings)
    {
        if (catalogue.CountRootless() is > 0 and long rootless)
        {
            findings.Add("roots", Catalogue.FileName, $"{rootless:N0} files lie below a folder that the gallery does not follow", "--repair takes them out");
        }

        if (catalogue.CountRejectedItems() is > 0 and long both)
        {
            findings.Add("rejected", Catalogue.FileName, $"{both:N0} files are both pictures and skipped", "--repair keeps the pictures");
        }
    }

    private static void Add(Findings findings, long row, string what, string repair) =>
        findings.Add(Kind, string.Create(CultureInfo.InvariantCulture, $"{Catalogue.FileName}, row {row}"), what, repair);
}
