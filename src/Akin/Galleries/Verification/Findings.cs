using System.Globalization;

namespace Akin.Galleries.Verification;

/// <summary>What a check of a gallery finds: for people, and for the repair.</summary>
internal sealed class Findings
{
    /// <summary>Problems of one kind that are told one by one; the rest is counted.</summary>
    private const int ToldCount = 20;

    private readonly Dictionary<string, int> _counts = [];
    private readonly List<GalleryProblem> _problems = [];

    /// <summary>What is wrong, in the order in which it was found.</summary>
    public IReadOnlyList<GalleryProblem> Problems =>
    [
        .. _problems,
        .. _counts.Where(kind => kind.Value > ToldCount).Select(kind => new GalleryProblem(kind.Key, string.Create(CultureInfo.InvariantCulture, $"and {kind.Value - ToldCount} more of the last kind"), "the same")),
    ];

    /// <summary>Whether SQLite finds the catalogue damaged.</summary>
    public bool IsCatalogueDamaged { get; set; }

    /// <summary>Rows whose embedding is lost, or is not that of its pictures.</summary>
    public HashSet<long> LostRows { get; } = [];

    /// <summary>Rows that the vector file holds, where those are fewer than the catalogue counts.</summary>
    public long? RowsOnDisk { get; set; }

    /// <summary>Whether the vector file's first page is damaged, and its rows are proven by their checksums.</summary>
    public bool IsFirstPageDamaged { get; set; }

    /// <summary>What is not wrong and worth a step all the same.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Adds that the catalogue is lost: nothing but a copy of it, or another index run, helps.</summary>
    public void AddLostCatalogue(string what)
    {
        IsCatalogueDamaged = true;
        Add("unreadable", Catalogue.FileName, what, Catalogue.LostRepair, canBeRepaired: false);
    }

    /// <summary>Adds a problem.</summary>
    public void Add(string kind, string where, string what, string repair, bool canBeRepaired = true)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (_counts[kind] <= ToldCount)
        {
            _problems.Add(new GalleryProblem(where, what, repair) { CanBeRepaired = canBeRepaired });
        }
    }
}
