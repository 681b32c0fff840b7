using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Akin.Vision.Encoding;

/// <summary>
/// ONNX Runtime's own telemetry. From version 1.29 on, its official builds tell their maker of the machine, the process and the models that they run, and keep a number of the
/// device and what is not sent yet in the user's cache (docs/Privacy.md of https://github.com/microsoft/onnxruntime). Akin switches it off.
/// </summary>
internal static partial class RuntimeTelemetry
{
    /// <summary>The documented switch: read once, when ONNX Runtime starts, and then nothing is created, kept or sent. Windows has none.</summary>
    private const string Switch = "ORT_DISABLE_TELEMETRY";

    static RuntimeTelemetry()
    {
        if (OperatingSystem.IsWindows())
        {
            OrtEnv.Instance().DisableTelemetryEvents();
        }
        else if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            // What Environment.SetEnvironmentVariable sets is not seen by native code. Who has set it already has decided.
            _ = SetVariable(Switch, "1", isReplacing: 0);
        }
    }

    /// <summary>Makes sure that it is off, for the whole process. To be called before ONNX Runtime is used in any other way.</summary>
    internal static void SwitchOff()
    {
        // The static constructor has run by the time this returns.
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int isReplacing);
}
