namespace Akin.Vision.Preprocessing;

/// <summary>How a picture gets its shape: resized, then cropped.</summary>
/// <param name="TargetSize">How large it becomes before it is cropped.</param>
/// <param name="Filter">By what filter.</param>
/// <param name="Crop">Its middle, or null where all of it stays.</param>
internal sealed partial record Geometry(TargetSize TargetSize, ResizeFilter Filter, CentreCrop? Crop)
{
    /// <summary>From this edge on ConvNeXT's pictures are squeezed into a square, not cropped.</summary>
    private const int ConvNextSquareEdge = 384;

    /// <summary>Reads what a checkpoint asks for.</summary>
    public static Geometry Read(ProcessorConfig config)
    {
        ResizeFilter filter = config.Filter("resample", config.Defaults.Filter);
        if (!config.File.Flag("do_resize", true) && config.Class == "ConvNext")
        {
            return new Geometry(new TargetSize.Unchanged(), filter, null);
        }

        return config.Class == "ConvNext" ? ReadConvNext(config, filter) : new Geometry(ReadTargetSize(config), filter, ReadCrop(config));
    }

    /// <summary>The seed notebook's <c>Resize(int((256 / 224) * size))</c> and <c>CenterCrop(size)</c> of torchvision, for a checkpoint's size.</summary>
    public static Geometry ReadNotebook(ProcessorConfig config)
    {
        int edge = config.Size("size") switch
        {
            null => Math.Max(config.Defaults.SquareEdge, config.Defaults.ShortestEdge),
            { Square: int square } => square,
            { Shortest: int shortest } => shortest,
            { Height: int height } => height,
            _ => throw config.File.Wrong("size", "an edge, a height and width, or a shortest_edge"),
        };
        return new Geometry(new TargetSize.Shortest((int)(256 / 224.0 * edge)), ResizeFilter.Bilinear, new CentreCrop(edge, edge, RoundsToEven: true));
    }

    /// <summary>All of it in words that differ where the pixels do.</summary>
    public override string ToString() =>
        $"{TargetSize}, {Filter}; crop {(Crop is null ? "none" : $"{Crop.Width} x {Crop.Height}{(Crop.RoundsToEven ? " to even" : string.Empty)}")}";

    private static TargetSize ReadTargetSize(ProcessorConfig config)
    {
        ProcessorDefaults defaults = config.Defaults;
        return (config.File.Flag("do_resize", true), config.Size("size")) switch
        {
            (false, _) => new TargetSize.Unchanged(),
            (_, null) when defaults.SquareEdge > 0 => new TargetSize.Fixed(defaults.SquareEdge, defaults.SquareEdge),
            (_, null) => new TargetSize.Shortest(defaults.ShortestEdge),
            (_, { Square: int edge }) when defaults.SquareEdge > 0 => new TargetSize.Fixed(edge, edge),
            (_, { Square: int edge }) => new TargetSize.Shortest(edge),
            (_, { Shortest: int edge }) => new TargetSize.Shortest(edge),
            (_, { Width: int width, Height: int height }) => new TargetSize.Fixed(width, height),
            _ => throw config.File.Wrong("size", "an edge, a height and width, or a shortest_edge"),
        };
    }

    private static CentreCrop? ReadCrop(ProcessorConfig config)
    {
        if (!config.File.Flag("do_center_crop", config.Defaults.IsCropped))
        {
            return null;
        }

        return config.Size("crop_size") switch
        {
            null when config.Defaults.CropEdge > 0 => new CentreCrop(config.Defaults.CropEdge, config.Defaults.CropEdge),
            { Square: int edge } => new CentreCrop(edge, edge),
            { Width: int width, Height: int height } => new CentreCrop(width, height),
            null => throw config.File.Wrong("do_center_crop", "false, or a crop_size beside it"),
            _ => throw config.File.Wrong("crop_size", "an edge, or a height and width"),
        };
    }

    private static Geometry ReadConvNext(ProcessorConfig config, ResizeFilter filter)
    {
        int edge = config.Size("size") switch
        {
            null => config.Defaults.ShortestEdge,
            { Square: int square } => square,
            { Shortest: int shortest } => shortest,
            _ => throw config.File.Wrong("size", "a shortest_edge"),
        };
        double cropPart = config.File.Number("crop_pct", 224 / 256.0);
        if (edge >= ConvNextSquareEdge)
        {
            return new Geometry(new TargetSize.Fixed(edge, edge), filter, null);
        }

        return cropPart is > 0.01 and <= 1
            ? new Geometry(new TargetSize.Shortest((int)(edge / cropPart)), filter, new CentreCrop(edge, edge))
            : throw config.File.Wrong("crop_pct", "a number above 0.01 and at most 1");
    }
}
