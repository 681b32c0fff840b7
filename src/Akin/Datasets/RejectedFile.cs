namespace Akin.Datasets;

/// <summary>A file that gave no embedding, and why.</summary>
/// <param name="Key">The path below the data set's folder, with <c>/</c> between its parts.</param>
/// <param name="Reason">One sentence that says what is wrong with the file.</param>
public sealed record RejectedFile(string Key, string Reason);
