using System.Diagnostics;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Tests.Durability;

/// <summary>
/// Copies a gallery's folder between any two writes of a run, by holding the process; each copy opens and holds every picture that was committed by then. So does what a power cut leaves
/// of it, where what was written since the last flush is lost in part.
/// </summary>
public sealed class CopyTests : IDisposable
{
    /// <summary>Copies that are wanted of each stage.</summary>
    private const int CopiesPerStage = 8;

    private const int RunLimit = 12;

    private readonly TemporaryFolder _folder = new();
    private readonly ImageEncoder _encoder;
    private readonly FilledGallery _gallery;
    private readonly Random _random = new(21);
    private readonly ITestOutputHelper _output;
    private readonly Dictionary<IndexStage, int> _copies = [];
    private int _copyCount;
    private int _powerLossCount;

    public CopyTests(ITestOutputHelper output)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Holds a process by its signals and reads /proc.");
        _output = output;
        _encoder = TinyEncoder.Open(TinyEncoder.Write(_folder["encoder"]));
        _gallery = new FilledGallery(_folder, _encoder);
    }

    public void Dispose()
    {
        _encoder?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void ACopyBetweenAnyTwoWrites_HoldsWhatWasCommitted_AndSoDoesWhatAPowerCutLeaves()
    {
        _gallery.Import(3_000);
        Follow([IndexStage.Encode, IndexStage.Append, IndexStage.Commit], () => _gallery.ChangeFolder(_random, 280), FilledGallery.IndexCommand);
        Tell();
        Assert.InRange(_powerLossCount, 1, int.MaxValue);
    }

    [Fact]
    public void ACopyOfACompactionOrOfCodesBeingBuilt_HoldsEverything()
    {
        _gallery.Import(IndexUpkeep.CodesFrom + 1_000);
        Follow([IndexStage.Compaction, IndexStage.Codes], () => _gallery.RemoveImported(_random, 50), "compact", FilledGallery.Name);
        Tell();
    }

    private void Tell() => _output.WriteLine($"copies by stage: {string.Join(", ", _copies.Select(stage => $"{stage.Key.ToString().ToLowerInvariant()} {stage.Value}"))}; of power cuts {_powerLossCount}");

    /// <summary>Runs a command again and again, with something to do, until there are copies enough of each stage.</summary>
    private void Follow(IReadOnlyList<IndexStage> stages, Action change, params string[] command)
    {
        for (int run = 0; run < RunLimit && stages.Any(stage => _copies.GetValueOrDefault(stage) < CopiesPerStage); run++)
        {
            change();
            int upToDateBefore = command[0] == "index" && Gallery.Exists(_gallery.Path) ? _gallery.UpToDateCount(_gallery.Path) : 0;
            List<GalleryCopy> copies = Copy(command);

            // First, while they are as they were taken: who opens a gallery and closes it again tidies its log up.
            CutPower(copies, upToDateBefore);
            foreach (GalleryCopy copy in copies)
            {
                _copies[copy.Progress.Stage] = _copies.GetValueOrDefault(copy.Progress.Stage) + 1;
                _gallery.AssertWhole(copy.Path, upToDateBefore + (command[0] == "index" ? copy.Progress.CommittedCount : 0));
            }

            copies.ForEach(copy => copy.Delete());
            _gallery.AssertWhole(_gallery.Path, upToDateBefore);
        }

        Assert.All(stages, stage => Assert.InRange(_copies.GetValueOrDefault(stage), 1, int.MaxValue));
    }

    /// <summary>Runs a command and holds it: whenever another stage has begun, soon after, and in between.</summary>
    private List<GalleryCopy> Copy(string[] command)
    {
        List<GalleryCopy> copies = [];
        using HeldTool tool = HeldTool.Start(_folder.Path, command);
        IndexStage? seen = null;
        long nextCopy = Stopwatch.GetTimestamp();
        while (!tool.HasEnded)
        {
            bool isAnother = tool.Latest()?.Stage is IndexStage stage && stage != seen;
            if (!isAnother && Stopwatch.GetTimestamp() < nextCopy)
            {
                continue;
            }

            if (isAnother && _random.Next(2) == 0)
            {
                Thread.SpinWait(_random.Next(200_000));
            }

            if (tool.Hold())
            {
                if (tool.Latest() is IndexProgress latest)
                {
                    copies.Add(GalleryCopy.Take(_gallery.Path, _folder[$"copies/{_copyCount++}"], latest));
                    seen = latest.Stage;
                }

                tool.GoOn();
            }

            nextCopy = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 1000 * _random.Next(5, 120));
        }

        tool.AssertDone();
        return copies;
    }

    /// <summary>Of each copy in an append or a commit, and the one before with everything flushed, makes what a power cut may leave.</summary>
    private void CutPower(List<GalleryCopy> copies, int upToDateBefore)
    {
        GalleryCopy? flushed = null;
        foreach (GalleryCopy copy in copies)
        {
            if (copy.IsFlushed)
            {
                flushed = copy;
            }
            else if (copy.Progress.Stage is IndexStage.Append or IndexStage.Commit && flushed?.Progress.CommittedCount == copy.Progress.CommittedCount)
            {
                foreach (PowerLoss.Choice choice in (PowerLoss.Choice[])[PowerLoss.Choice.Old, PowerLoss.Choice.Empty, PowerLoss.Choice.Random, PowerLoss.Choice.Random])
                {
                    string path = _folder[$"copies/{_copyCount++}"];
                    PowerLoss.Leave(flushed, copy, choice, _random, path);
                    _gallery.AssertWhole(path, upToDateBefore + copy.Progress.CommittedCount);
                    Directory.Delete(path, recursive: true);
                    _powerLossCount++;
                }
            }
        }
    }
}
