using Akin.Datasets;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>What <c>akin info --json</c> prints.</summary>
/// <param name="Gallery">The gallery's path as it was named.</param>
/// <param name="Format">Version of its format.</param>
/// <param name="Roots">The folders that it follows.</param>
/// <param name="Pictures">How many it holds.</param>
/// <param name="Labels">How many of each label.</param>
/// <param name="Encoder">The encoder's name or path.</param>
/// <param name="Fingerprint">SHA-256 of all that shapes the encoder's numbers.</param>
/// <param name="Options">How the encoder was opened.</param>
/// <param name="Dimensions">Components of an embedding.</param>
/// <param name="Rows">Rows of the vector file, those of removed pictures included.</param>
/// <param name="Bytes">Length of all its files.</param>
/// <param name="RecallFloor">The recall@10 that searches have to find; 1 where they are exact.</param>
/// <param name="Mode">How it is searched where a search asks for no mode.</param>
/// <param name="RecallAt10">What that was found to give; null where there are too few pictures to measure.</param>
/// <param name="Migration">The encoder that it is on its way to; null where no migration was begun.</param>
/// <param name="Skipped">The files that are no pictures of it, with the reasons.</param>
internal sealed record GallerySummary(
    string Gallery,
    int Format,
    IReadOnlyList<GalleryRoot> Roots,
    long Pictures,
    IReadOnlyList<LabelCount> Labels,
    string Encoder,
    string Fingerprint,
    EncodingSummary Options,
    int Dimensions,
    long Rows,
    long Bytes,
    double RecallFloor,
    string Mode,
    double? RecallAt10,
    MigrationSummary? Migration,
    IReadOnlyList<RejectedFile> Skipped)
{
    /// <summary>Reads a gallery.</summary>
    /// <param name="path">Its path as it was named.</param>
    /// <param name="gallery">The gallery.</param>
    public static GallerySummary Of(string path, Gallery gallery) => new(
        path,
        gallery.Info.FormatVersion,
        gallery.Info.Roots,
        gallery.PictureCount,
        gallery.Labels,
        gallery.Info.Model,
        gallery.Info.Fingerprint,
        EncodingSummary.Of(gallery.Info.Options),
        gallery.Info.Dimensions,
        gallery.Info.RowCount,
        gallery.LengthInBytes,
        gallery.RecallFloor.At10,
        gallery.Mode.Name,
        gallery.Recall?.At10,
        Akin.Galleries.Gallery.ReadMigration(path) is GalleryInfo migration ? new MigrationSummary(migration.Model, migration.Fingerprint, EncodingSummary.Of(migration.Options), migration.RowCount) : null,
        gallery.Rejected);
}
