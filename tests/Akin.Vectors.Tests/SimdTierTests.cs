using System.Runtime.Intrinsics;

namespace Akin.Vectors.Tests;

[Trait("Run", "EveryTier")]
public sealed class SimdTierTests
{
    /// <summary>Runs switch tiers off by environment variables; a run that did not get the tier it asked for tests nothing new.</summary>
    [Fact]
    public void Runtime_UsesTheTierThatTheRunExpects()
    {
        string? expected = Environment.GetEnvironmentVariable("AKIN_EXPECT_SIMD");
        Assert.SkipWhen(expected is null, "AKIN_EXPECT_SIMD names no tier (512, 256, 128 or none).");

        string actual = Vector512.IsHardwareAccelerated ? "512"
            : Vector256.IsHardwareAccelerated ? "256"
            : Vector128.IsHardwareAccelerated ? "128"
            : "none";

        Assert.Equal(expected, actual);
    }
}
