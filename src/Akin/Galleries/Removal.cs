namespace Akin.Galleries;

/// <summary>What is to leave a gallery: everything that one of the properties names.</summary>
public sealed record Removal
{
    /// <summary>Keys of pictures, as <see cref="Match.Key"/> has them.</summary>
    public IReadOnlyCollection<string> Keys { get; init; } = [];

    /// <summary>Labels whose pictures go.</summary>
    public IReadOnlyCollection<string> Labels { get; init; } = [];

    /// <summary>Whether pictures go whose file is gone.</summary>
    public bool IsOfMissing { get; init; }

    /// <summary>With <see cref="IsOfMissing"/>: whether a folder that is gone, empty or without any picture now is so for good. Default: no, its pictures stay.</summary>
    public bool ConfirmsMissing { get; init; }

    /// <summary>Names or paths of folders that the gallery follows no longer; their pictures go.</summary>
    public IReadOnlyCollection<string> Roots { get; init; } = [];
}
