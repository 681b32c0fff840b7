using System.Diagnostics;
using System.Globalization;

namespace Akin.Tests;

/// <summary>A disk of a few bytes in memory, to be filled. Mounting needs rights: without them the test skips.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    public static SmallDisk Mount(string path, int sizeInBytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Mounts a tmpfs.");
        Directory.CreateDirectory(path);
        string size = string.Create(CultureInfo.InvariantCulture, $"size={sizeInBytes}");
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", size, "akin-test", path), "Mounting a tmpfs is not allowed here.");
        return new SmallDisk(path);
    }

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", _path));

    public void Dispose() => Run("umount", _path);

    private static bool Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
