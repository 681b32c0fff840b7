namespace Akin.Datasets;

/// <summary>The splits of a data set by the names of folders, as the <c>imagefolder</c> of Hugging Face's <c>datasets</c> knows them.</summary>
internal static class Splits
{
    private const string Train = "train";
    private const string Validation = "validation";
    private const string Test = "test";

    private static readonly Dictionary<string, string> SplitByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Train,
        ["training"] = Train,
        ["validation"] = Validation,
        ["valid"] = Validation,
        ["val"] = Validation,
        ["dev"] = Validation,
        ["test"] = Test,
        ["testing"] = Test,
        ["eval"] = Test,
        ["evaluation"] = Test,
    };

    /// <summary>The split that a folder's name stands for: <c>train</c>, <c>validation</c> or <c>test</c>; null for any other name.</summary>
    public static string? Of(string folderName) => SplitByName.GetValueOrDefault(folderName);
}
