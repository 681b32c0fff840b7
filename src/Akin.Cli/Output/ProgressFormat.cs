namespace Akin.Cli.Output;

/// <summary>How progress is told on standard error.</summary>
internal enum ProgressFormat
{
    /// <summary>A bar on a terminal, a plain line now and then elsewhere.</summary>
    Auto,

    /// <summary>A JSON object a line for every step, for programs that show it themselves.</summary>
    Json,
}
