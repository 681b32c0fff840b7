using System.Text.Json.Nodes;

namespace Akin.Vision.Tests.Architectures;

/// <summary>What <c>transformers</c>' configuration classes take for a field that <c>config.json</c> leaves out, as their documentation says. Fields that no inference depends on are left out.</summary>
internal static class ClassDefaults
{
    private const string Vit = """
        {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072, "hidden_act": "gelu", "layer_norm_eps": 1e-12, "image_size": 224,
        "patch_size": 16, "num_channels": 3, "qkv_bias": true, "pooler_act": "tanh"}
        """;

    private const string Beit = """
        {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072, "hidden_act": "gelu", "layer_norm_eps": 1e-12, "image_size": 224,
        "patch_size": 16, "num_channels": 3, "use_mask_token": false, "use_absolute_position_embeddings": false, "use_relative_position_bias": false,
        "use_shared_relative_position_bias": false, "layer_scale_init_value": 0.1, "use_mean_pooling": true}
        """;

    private const string Dinov2 = """
        {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "mlp_ratio": 4, "hidden_act": "gelu", "layer_norm_eps": 1e-6, "image_size": 224,
        "patch_size": 14, "num_channels": 3, "qkv_bias": true, "layerscale_value": 1.0, "use_swiglu_ffn": false, "use_mask_token": true}
        """;

    private const string Dinov2WithRegisters = """
        {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "mlp_ratio": 4, "hidden_act": "gelu", "layer_norm_eps": 1e-6, "image_size": 224,
        "patch_size": 16, "num_channels": 3, "qkv_bias": true, "layerscale_value": 1.0, "use_swiglu_ffn": false, "num_register_tokens": 4}
        """;

    private const string Dinov3Vit = """
        {"hidden_size": 384, "num_hidden_layers": 12, "num_attention_heads": 6, "intermediate_size": 1536, "hidden_act": "gelu", "layer_norm_eps": 1e-5, "image_size": 224,
        "patch_size": 16, "num_channels": 3, "rope_theta": 100.0, "query_bias": true, "key_bias": false, "value_bias": true, "proj_bias": true, "mlp_bias": true,
        "layerscale_value": 1.0, "use_gated_mlp": false, "num_register_tokens": 0}
        """;

    private const string ClipVision = """
        {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-5,
        "image_size": 224, "patch_size": 32, "num_channels": 3, "projection_dim": 512}
        """;

    private const string SiglipVision = """
        {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072, "hidden_act": "gelu_pytorch_tanh", "layer_norm_eps": 1e-6,
        "image_size": 224, "patch_size": 16, "num_channels": 3, "vision_use_head": true}
        """;

    private const string ResNet = """
        {"num_channels": 3, "embedding_size": 64, "hidden_sizes": [256, 512, 1024, 2048], "depths": [3, 4, 6, 3], "layer_type": "bottleneck", "hidden_act": "relu",
        "downsample_in_first_stage": false, "downsample_in_bottleneck": false}
        """;

    private const string RegNet = """
        {"num_channels": 3, "embedding_size": 32, "hidden_sizes": [128, 192, 512, 1088], "depths": [2, 6, 12, 2], "groups_width": 64, "layer_type": "y", "hidden_act": "relu"}
        """;

    private const string ConvNext = """
        {"num_channels": 3, "patch_size": 4, "num_stages": 4, "hidden_sizes": [96, 192, 384, 768], "depths": [3, 3, 9, 3], "hidden_act": "gelu", "layer_norm_eps": 1e-12,
        "layer_scale_init_value": 1e-6}
        """;

    private const string ConvNextV2 = """
        {"num_channels": 3, "patch_size": 4, "num_stages": 4, "hidden_sizes": [96, 192, 384, 768], "depths": [3, 3, 9, 3], "hidden_act": "gelu", "layer_norm_eps": 1e-12}
        """;

    private const string Dinov3ConvNext = """
        {"num_channels": 3, "hidden_sizes": [96, 192, 384, 768], "depths": [3, 3, 9, 3], "hidden_act": "gelu", "layer_norm_eps": 1e-6, "layer_scale_init_value": 1e-6}
        """;

    private const string MobileNetV2 = """
        {"num_channels": 3, "depth_multiplier": 1.0, "depth_divisible_by": 8, "min_depth": 8, "expand_ratio": 6.0, "output_stride": 32, "first_layer_is_expansion": true,
        "finegrained_output": true, "hidden_act": "relu6", "tf_padding": true, "layer_norm_eps": 0.001}
        """;

    private const string EfficientNet = """
        {"num_channels": 3, "width_coefficient": 2.0, "depth_coefficient": 3.1, "depth_divisor": 8, "kernel_sizes": [3, 3, 5, 3, 5, 5, 3],
        "in_channels": [32, 16, 24, 40, 80, 112, 192], "out_channels": [16, 24, 40, 80, 112, 192, 320], "depthwise_padding": [], "strides": [1, 2, 2, 2, 1, 2, 1],
        "num_block_repeats": [1, 2, 2, 3, 3, 4, 1], "expand_ratios": [1, 6, 6, 6, 6, 6, 6], "squeeze_expansion_ratio": 0.25, "hidden_act": "swish", "hidden_dim": 2560,
        "pooling_type": "mean", "batch_norm_eps": 0.001}
        """;

    private const string Swin = """
        {"image_size": 224, "patch_size": 4, "num_channels": 3, "embed_dim": 96, "depths": [2, 2, 6, 2], "num_heads": [3, 6, 12, 24], "window_size": 7, "mlp_ratio": 4.0,
        "qkv_bias": true, "hidden_act": "gelu", "use_absolute_embeddings": false, "layer_norm_eps": 1e-5}
        """;

    /// <summary>By <c>model_type</c>; the towers' own for the sections of whole models.</summary>
    public static readonly IReadOnlyDictionary<string, JsonObject> ByModelType = new Dictionary<string, string>
    {
        ["vit"] = Vit,
        ["deit"] = Vit,
        ["beit"] = Beit,
        ["dinov2"] = Dinov2,
        ["dinov2_with_registers"] = Dinov2WithRegisters,
        ["dinov3_vit"] = Dinov3Vit,
        ["clip"] = """{"projection_dim": 512}""",
        ["clip_vision_model"] = ClipVision,
        ["siglip"] = "{}",
        ["siglip_vision_model"] = SiglipVision,
        ["resnet"] = ResNet,
        ["regnet"] = RegNet,
        ["convnext"] = ConvNext,
        ["convnextv2"] = ConvNextV2,
        ["dinov3_convnext"] = Dinov3ConvNext,
        ["mobilenet_v2"] = MobileNetV2,
        ["efficientnet"] = EfficientNet,
        ["swin"] = Swin,
        ["swinv2"] = Swin,
    }.ToDictionary(pair => pair.Key, pair => JsonNode.Parse(pair.Value)!.AsObject());
}
