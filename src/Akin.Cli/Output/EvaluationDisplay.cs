using Akin.Evaluation;

namespace Akin.Cli.Output;

/// <summary>Shows how far an evaluation is, on standard error.</summary>
internal sealed class EvaluationDisplay : IProgress<EvaluationProgress>, IDisposable
{
    private readonly ProgressSurface _surface = ProgressSurface.Open("reading the gallery");

    private EvaluationDisplay()
    {
    }

    /// <summary>The display that suits where standard error leads.</summary>
    public static EvaluationDisplay Start() => new();

    public void Report(EvaluationProgress value) => _surface.Show(value.DoneCount, value.TotalCount, $"{value.Work}: {value.DoneCount:N0} of {value.TotalCount:N0}");

    public void Dispose() => _surface.Dispose();
}
