using System.Diagnostics;
using System.Globalization;
using Akin.Galleries;
using Akin.Tests.Cli;
using Akin.Vision.Encoding;

namespace Akin.Tests.Durability;

/// <summary>
/// Kills the tool again and again, at random moments of every stage, and looks at the gallery each time. <c>AKIN_KILLS=1000</c> makes it a long run. What happens at which moment
/// does not matter: no timing can fail this but one that never meets a stage.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const string CountVariable = "AKIN_KILLS";

    private const int DefaultKillCount = 106;

    private const int Seed = 20;

    /// <summary>Attempts for each kill that is wanted: one may come late, when the stage is over.</summary>
    private const int AttemptsPerKill = 6;

    /// <summary>The kills that are aimed at each stage.</summary>
    private static readonly Dictionary<IndexStage, int> Shares = new()
    {
        [IndexStage.Encode] = 24,
        [IndexStage.Append] = 18,
        [IndexStage.Commit] = 18,
        [IndexStage.Codes] = 18,
        [IndexStage.Compaction] = 18,
        [IndexStage.Lists] = 10,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly ImageEncoder _encoder;
    private readonly FilledGallery _gallery;
    private readonly Random _random = new(Seed);
    private readonly ITestOutputHelper _output;
    private readonly Dictionary<IndexStage, int> _kills = Shares.Keys.ToDictionary(stage => stage, _ => 0);

    /// <summary>The latest moment of each stage, in milliseconds, at which it is aimed: as long as the stage seems to take.</summary>
    private readonly Dictionary<IndexStage, double> _delays = new()
    {
        [IndexStage.Encode] = 1,
        [IndexStage.Append] = 1,
        [IndexStage.Commit] = 1,
        [IndexStage.Codes] = 300,
        [IndexStage.Compaction] = 50,
        [IndexStage.Lists] = 2_000,
    };

    private readonly double _factor = double.Parse(Environment.GetEnvironmentVariable(CountVariable) ?? $"{DefaultKillCount}", CultureInfo.InvariantCulture) / DefaultKillCount;
    private GalleryCopy? _lastCopy;
    private int _copyCount;
    private int _killsOutside;

    public KillTests(ITestOutputHelper output)
    {
        _output = output;
        _encoder = TinyEncoder.Open(TinyEncoder.Write(_folder["encoder"]));
        _gallery = new FilledGallery(_folder, _encoder);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Kill_AtAnyMomentOfAnyStage_LosesNothing()
    {
        long start = Stopwatch.GetTimestamp();
        _gallery.Import(IndexUpkeep.CodesFrom);
        _gallery.ChangeFolder(_random, 24);
        KillWhile([IndexStage.Encode, IndexStage.Append, IndexStage.Commit, IndexStage.Codes], KillIndexing);
        KillWhile([IndexStage.Compaction], KillCompaction);
        _gallery.Import(IndexUpkeep.ListsFrom);
        KillWhile([IndexStage.Lists], KillIndexing);

        (await AkinTool.RunAsync(_folder.Path, FilledGallery.IndexCommand)).AssertDone();
        (await AkinTool.RunAsync(_folder.Path, "compact", FilledGallery.Name)).AssertDone();
        string twin = await _gallery.BuildTwinAsync();

        FilledGallery.AssertSame(twin, _gallery.Path);
        _output.WriteLine($"kills by stage: {string.Join(", ", _kills.Select(kill => $"{kill.Key.ToString().ToLowerInvariant()} {kill.Value}"))}; outside them {_killsOutside}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        Assert.All(_kills, kill => Assert.InRange(kill.Value, 1, int.MaxValue));
        Assert.InRange(_kills.Values.Sum() + _killsOutside, (int)(DefaultKillCount * _factor * 0.95), int.MaxValue);
    }

    /// <summary>Goes on until each of the stages has been met as often as is wanted.</summary>
    private void KillWhile(IReadOnlyList<IndexStage> stages, Action<IndexStage> kill)
    {
        int attemptsLeft = (int)(AttemptsPerKill * _factor * stages.Sum(stage => Shares[stage]));
        while (attemptsLeft-- > 0 && stages.Where(stage => _kills[stage] < Shares[stage] * _factor).ToList() is { Count: > 0 } wanted)
        {
            kill(wanted[_random.Next(wanted.Count)]);
        }
    }

    private void KillIndexing(IndexStage target)
    {
        if (target is IndexStage.Codes or IndexStage.Lists)
        {
            Spoil(_folder[$"{FilledGallery.Name}/{(target == IndexStage.Codes ? "codes.bin" : "lists.bin")}"]);
        }
        else
        {
            _gallery.ChangeFolder(_random, 12);
        }

        int settled = _random.Next(1, 12);
        Kill(target, latest => latest.Stage == target && (target != IndexStage.Encode || latest.SettledCount >= settled || latest.SettledCount == latest.ToDoCount), FilledGallery.IndexCommand);
    }

    private void KillCompaction(IndexStage target)
    {
        _gallery.RemoveImported(_random, 30);
        Kill(target, latest => latest.Stage == target, "compact", FilledGallery.Name);
    }

    /// <summary>Runs a command, kills it a random time after it told of a moment, and looks at what it left.</summary>
    private void Kill(IndexStage target, Func<IndexProgress, bool> isMoment, params string[] command)
    {
        int upToDateBefore = _lastCopy is null ? 0 : _gallery.UpToDateCount(_lastCopy.Path);
        using FollowedTool tool = FollowedTool.Start(_folder.Path, command);
        bool met = tool.WaitFor(isMoment);
        if (met)
        {
            Wait(_random.NextDouble() * _delays[target]);
        }

        bool wasKilled = tool.Kill();
        bool hit = wasKilled && tool.Latest?.Stage == target;
        _delays[target] *= hit ? 1.1 : 0.8;
        if (wasKilled && tool.Latest is IndexProgress latest)
        {
            _kills[latest.Stage]++;
        }
        else if (wasKilled)
        {
            _killsOutside++;
        }
        else
        {
            tool.End().AssertDone();
        }

        // A copy is looked at: who opens a gallery and closes it again tidies it up, and the next run is to meet what the kill left.
        _lastCopy?.Delete();
        _lastCopy = GalleryCopy.Take(_gallery.Path, _folder[$"copies/{_copyCount++}"], tool.Latest ?? new IndexProgress(0, 0));

        // Compactions count embeddings, and no files.
        _gallery.AssertWhole(_lastCopy.Path, upToDateBefore + (command[0] == "index" ? _lastCopy.Progress.CommittedCount : 0));
    }

    /// <summary>Takes a derived file away, or damages it, so that it has to be built.</summary>
    private void Spoil(string path)
    {
        if (File.Exists(path) && _random.Next(2) == 0)
        {
            using FileStream file = new(path, FileMode.Open);
            file.Position = _random.NextInt64(file.Length);
            int old = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(old ^ 0x10));
        }
        else
        {
            File.Delete(path);
        }
    }

    /// <summary>Waits to a part of a millisecond, which no timer does.</summary>
    private static void Wait(double milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds)
        {
            if (milliseconds > 20)
            {
                Thread.Sleep(1);
            }
        }
    }
}
