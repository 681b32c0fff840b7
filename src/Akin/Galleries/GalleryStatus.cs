using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>What an indexing run would change. A file that is new or changed counts as a picture, for only decoding tells whether it is one.</summary>
public sealed record GalleryStatus
{
    /// <summary>Keys of new files, ordered within each root.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>Keys of files whose content is another one than before.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>Files of a content that the gallery knows from a file that is gone.</summary>
    public required IReadOnlyList<MovedPicture> Moved { get; init; }

    /// <summary>Keys of pictures whose file is gone; moved ones not counted.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    /// <summary>Files that were skipped before and would be again, and those that cannot be read, each with its reason.</summary>
    public required IReadOnlyList<RejectedFile> Skipped { get; init; }

    /// <summary>Folders that could not be listed, so that what lies in them is unknown; each is among <see cref="Skipped"/> too, with its reason.</summary>
    public IReadOnlyList<string> UnlistedFolders { get; init; } = [];

    /// <summary>Roots that are gone, empty or without any picture now: nothing would be removed for them.</summary>
    public required IReadOnlyList<MissingRoot> MissingRoots { get; init; }

    /// <summary>Pictures that are as before.</summary>
    public required int UnchangedCount { get; init; }

    /// <summary>Contents that would be encoded: new and changed files without those whose content is known or there twice.</summary>
    public required int ToEncodeCount { get; init; }

    /// <summary>Whether the gallery holds what its folders show: a run would change none of its pictures, no root is missing, and every folder could be listed.</summary>
    public bool IsUpToDate => !HasChanges && MissingRoots.Count + UnlistedFolders.Count == 0;

    /// <summary>Whether a run would change the gallery's pictures.</summary>
    public bool HasChanges => Added.Count + Changed.Count + Moved.Count + Removed.Count > 0;
}
