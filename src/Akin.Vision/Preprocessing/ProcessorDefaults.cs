namespace Akin.Vision.Preprocessing;

/// <summary>What a processor class of <c>transformers</c> does where its <c>preprocessor_config.json</c> says nothing.</summary>
/// <param name="SquareEdge">The edge of the square that pictures are resized to; 0 when it is the shortest edge that counts.</param>
/// <param name="ShortestEdge">What the shorter edge becomes; 0 when pictures are resized to a square.</param>
/// <param name="Filter">The filter.</param>
/// <param name="CropEdge">The edge of the centre crop, where one is asked for.</param>
/// <param name="IsCropped">Whether one is asked for.</param>
/// <param name="Means">Red, green, blue, after rescaling.</param>
/// <param name="Deviations">Red, green, blue.</param>
internal sealed record ProcessorDefaults(
    int SquareEdge,
    int ShortestEdge,
    ResizeFilter Filter,
    int CropEdge,
    bool IsCropped,
    IReadOnlyList<double> Means,
    IReadOnlyList<double> Deviations)
{
    private static readonly double[] HalfEach = [0.5, 0.5, 0.5];
    private static readonly double[] ImageNetMeans = [0.485, 0.456, 0.406];
    private static readonly double[] ImageNetDeviations = [0.229, 0.224, 0.225];
    private static readonly double[] ClipMeans = [0.48145466, 0.4578275, 0.40821073];
    private static readonly double[] ClipDeviations = [0.26862954, 0.26130258, 0.27577711];

    private static readonly Dictionary<string, ProcessorDefaults> ByType = new(StringComparer.Ordinal)
    {
        ["ViT"] = new(224, 0, ResizeFilter.Bilinear, 224, false, HalfEach, HalfEach),
        ["DeiT"] = new(256, 0, ResizeFilter.Bicubic, 224, true, ImageNetMeans, ImageNetDeviations),
        ["Beit"] = new(256, 0, ResizeFilter.Bicubic, 224, true, HalfEach, HalfEach),
        ["CLIP"] = new(0, 224, ResizeFilter.Bicubic, 224, true, ClipMeans, ClipDeviations),
        ["Bit"] = new(0, 224, ResizeFilter.Bicubic, 224, true, ClipMeans, ClipDeviations),
        ["ConvNext"] = new(0, 384, ResizeFilter.Bilinear, 0, false, ImageNetMeans, ImageNetDeviations),
        ["MobileNetV2"] = new(0, 256, ResizeFilter.Bilinear, 224, true, HalfEach, HalfEach),
        ["Siglip"] = new(224, 0, ResizeFilter.Bicubic, 224, false, HalfEach, HalfEach),
        ["EfficientNet"] = new(346, 0, ResizeFilter.Nearest, 289, false, ImageNetMeans, ImageNetDeviations),
        ["DINOv3ViT"] = new(224, 0, ResizeFilter.Bilinear, 0, false, ImageNetMeans, ImageNetDeviations),
    };

    /// <summary>The class that <c>transformers</c> takes for a model whose preprocessing names none.</summary>
    private static readonly Dictionary<string, string> StemByModelType = new(StringComparer.Ordinal)
    {
        ["beit"] = "Beit",
        ["clip"] = "CLIP",
        ["clip_vision_model"] = "CLIP",
        ["convnext"] = "ConvNext",
        ["convnextv2"] = "ConvNext",
        ["deit"] = "DeiT",
        ["dinov2"] = "Bit",
        ["dinov2_with_registers"] = "Bit",
        ["dinov3_convnext"] = "DINOv3ViT",
        ["dinov3_vit"] = "DINOv3ViT",
        ["efficientnet"] = "EfficientNet",
        ["mobilenet_v2"] = "MobileNetV2",
        ["regnet"] = "ConvNext",
        ["resnet"] = "ConvNext",
        ["siglip"] = "Siglip",
        ["siglip_vision_model"] = "Siglip",
        ["swin"] = "ViT",
        ["swinv2"] = "ViT",
        ["vit"] = "ViT",
    };

    /// <summary>The types that are known, for messages.</summary>
    public static string KnownTypes => string.Join(", ", ByType.Keys.Order(StringComparer.Ordinal).Select(type => type + "ImageProcessor"));

    /// <summary>The defaults of a class by its stem; null for an unknown one.</summary>
    public static ProcessorDefaults? Find(string stem) => ByType.GetValueOrDefault(stem);

    /// <summary>The stem of the class for a <c>model_type</c>; null for an unknown one.</summary>
    public static string? StemOf(string? modelType) => modelType is null ? null : StemByModelType.GetValueOrDefault(modelType);

    /// <summary>The class name without what tells its generation: <c>ViT</c> of <c>ViTImageProcessorFast</c>, <c>CLIP</c> of <c>CLIPFeatureExtractor</c>.</summary>
    public static string Stem(string className)
    {
        foreach (string ending in (string[])["ImageProcessorFast", "ImageProcessorPil", "ImageProcessor", "FeatureExtractor"])
        {
            if (className.EndsWith(ending, StringComparison.Ordinal))
            {
                return className[..^ending.Length];
            }
        }

        return className;
    }
}
