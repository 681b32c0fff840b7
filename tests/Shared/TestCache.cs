using System.Runtime.CompilerServices;

namespace Akin.Testing;

/// <summary>Gives the tests a cache of their own, which is gone when they are.</summary>
internal static class TestCache
{
    private const string Variable = "AKIN_CACHE";

    [ModuleInitializer]
    internal static void Create()
    {
        string folder = Directory.CreateTempSubdirectory("akin-test-cache-").FullName;
        Environment.SetEnvironmentVariable(Variable, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
