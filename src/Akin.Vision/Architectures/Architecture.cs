namespace Akin.Vision.Architectures;

/// <summary>The graphs that Akin can write, by the <c>model_type</c> of a checkpoint's <c>config.json</c>.</summary>
internal static class Architecture
{
    private static readonly Dictionary<string, GraphRecipe> ByModelType = new(StringComparer.Ordinal)
    {
        ["beit"] = Beit.Write,
        ["clip"] = Clip.WriteWhole,
        ["clip_vision_model"] = Clip.WriteTower,
        ["convnext"] = ConvNext.Write,
        ["convnextv2"] = ConvNext.WriteSecond,
        ["deit"] = Deit.Write,
        ["dinov2"] = Dinov2.Write,
        ["dinov2_with_registers"] = Dinov2.WriteWithRegisters,
        ["dinov3_convnext"] = Dinov3ConvNext.Write,
        ["dinov3_vit"] = Dinov3Vit.Write,
        ["efficientnet"] = EfficientNet.Write,
        ["mobilenet_v2"] = MobileNetV2.Write,
        ["regnet"] = RegNet.Write,
        ["resnet"] = ResNet.Write,
        ["siglip"] = Siglip.WriteWhole,
        ["siglip_vision_model"] = Siglip.WriteTower,
        ["swin"] = Swin.Write,
        ["swinv2"] = SwinV2.Write,
        ["vit"] = Vit.Write,
    };

    /// <summary>Writes a model into the request's graph, and says which of its values an embedding can be taken from.</summary>
    public delegate GraphOutputs GraphRecipe(GraphRequest request);

    /// <summary>The known model types, for messages.</summary>
    public static string KnownModelTypes => string.Join(", ", ByModelType.Keys.Order(StringComparer.Ordinal));

    /// <summary>The recipe for a model type, or null.</summary>
    public static GraphRecipe? Find(string? modelType) => modelType is null ? null : ByModelType.GetValueOrDefault(modelType);
}
