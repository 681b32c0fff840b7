using System.Globalization;
using System.IO.MemoryMappedFiles;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Storage;

public sealed unsafe class MappedPagesTests : IDisposable
{
    private const int LengthInBytes = 8 << 20;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0, true)]
    [InlineData(LengthInBytes, false)]
    public void AfterManyRows_AFileIsMappedNoMore_UnlessItMayStay_AndReadsTheSame(int keptLengthInBytes, bool isGivenBack)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked to give pages back.");
        byte[] content = new byte[LengthInBytes];
        new Random(20261125).NextBytes(content);
        File.WriteAllBytes(_path, content);
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(_path);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor(0, LengthInBytes, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        MappedPages pages = new(start, LengthInBytes, keptLengthInBytes);

        Assert.True(new ReadOnlySpan<byte>(start, LengthInBytes).SequenceEqual(content));
        pages.Note(10);
        Assert.InRange(ResidentBytes(), LengthInBytes, 2 * LengthInBytes);
        pages.Note(1 << 20);
        Assert.InRange(ResidentBytes(), isGivenBack ? 0 : LengthInBytes, isGivenBack ? LengthInBytes / 2 : 2 * LengthInBytes);
        Assert.True(new ReadOnlySpan<byte>(start, LengthInBytes).SequenceEqual(content));
        view.SafeMemoryMappedViewHandle.ReleasePointer();
    }

    private long ResidentBytes()
    {
        string[] lines = File.ReadAllLines("/proc/self/smaps");
        int first = Array.FindIndex(lines, line => line.EndsWith(_path, StringComparison.Ordinal));
        string resident = lines.Skip(first).First(line => line.StartsWith("Rss:", StringComparison.Ordinal));
        return 1024 * long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
