namespace Akin.Galleries;

/// <summary>Something that is wrong with a gallery.</summary>
/// <param name="Where">The file, and the place in it, for example <c>vectors.f16, row 17</c>.</param>
/// <param name="What">What is wrong, in words.</param>
/// <param name="Repair">What repairs it, in words.</param>
public sealed record GalleryProblem(string Where, string What, string Repair)
{
    /// <summary>Whether it has been repaired.</summary>
    public bool IsRepaired { get; init; }

    /// <summary>Whether <see cref="VerifyOptions.Repairs"/> may repair it; where it is not, <see cref="Repair"/> is what is left to do.</summary>
    public bool CanBeRepaired { get; init; } = true;
}
