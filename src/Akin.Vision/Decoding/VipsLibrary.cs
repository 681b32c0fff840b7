using NetVips;

namespace Akin.Vision.Decoding;

/// <summary>libvips as this process uses it: one thread a picture, no cache, no remarks, and no loaders but the six that are needed.</summary>
internal static class VipsLibrary
{
    /// <summary>
    /// Libvips' loaders for JPEG, PNG, WebP, GIF, TIFF and HEIF. All others (ImageMagick, PDF, SVG, raw, ...) are blocked, so that no file can reach them.
    /// </summary>
    private static readonly string[] NeededLoaders =
    [
        "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadHeif",
    ];

    static VipsLibrary()
    {
        // Pictures are decoded side by side by the callers' threads, so each takes one; and none is asked for twice, so nothing is cached.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;

        // What is wrong with a picture goes into its reason; libvips' own remarks would go to standard error.
        // GObject has one too, about edges of a hundred million, which are refused anyway.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
        Log.SetLogHandler("GLib-GObject", Enums.LogLevelFlags.Critical, static (_, _, _) => { });

        Operation.Block("VipsForeignLoad", true);
        foreach (string loader in NeededLoaders)
        {
            Operation.Block(loader, false);
        }
    }

    /// <summary>Makes sure that the settings are in force. They hold for the whole process.</summary>
    internal static void SetUp()
    {
        // The static constructor has run by the time this returns.
    }
}
