using System.Text.Json.Nodes;

namespace Akin.Vision.Tests.Architectures;

public sealed class ConfigDefaultTests
{
    public static TheoryData<string> Names => [.. Goldens.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Graph_IsTheSame_WhenAFieldThatEqualsItsDefaultIsLeftOut(string name)
    {
        byte[] original = WrittenGraph.Bytes(name, Goldens.Config(name).ToJsonString());
        foreach ((string? section, string field, JsonNode whenAbsent) in Fields(name))
        {
            JsonObject config = Goldens.Config(name);
            JsonObject part = Part(config, section);
            if (part[field] is JsonNode value && AreEqual(value, whenAbsent))
            {
                part.Remove(field);
                Assert.True(original.AsSpan().SequenceEqual(WrittenGraph.Bytes(name, config.ToJsonString())), $"{section} {field} left out changes the graph.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Graph_IsTheSame_WhenAnAbsentFieldIsGivenItsDefault(string name)
    {
        JsonObject config = Goldens.Config(name);
        byte[] original = WrittenGraph.Bytes(name, config.ToJsonString());
        foreach ((string? section, string field, JsonNode whenAbsent) in Fields(name).Where(field => Part(config, field.Section)[field.Name] is null))
        {
            Part(config, section)[field] = whenAbsent.DeepClone();
        }

        Assert.Equal(original, WrittenGraph.Bytes(name, config.ToJsonString()));
    }

    private static IEnumerable<(string? Section, string Name, JsonNode Default)> Fields(string name)
    {
        string modelType = (string)Goldens.Config(name)["model_type"]!;
        IEnumerable<(string?, string, JsonNode)> own = ClassDefaults.ByModelType[modelType].Select(field => ((string?)null, field.Key, field.Value!));
        return modelType is "clip" or "siglip"
            ? [.. own, .. ClassDefaults.ByModelType[modelType + "_vision_model"].Where(field => field.Key != "projection_dim").Select(field => ("vision_config", field.Key, field.Value!))]
            : own;
    }

    private static JsonObject Part(JsonObject config, string? section) => section is null ? config : config[section]!.AsObject();

    /// <summary>4 and 4.0 are the same number.</summary>
    private static bool AreEqual(JsonNode left, JsonNode right) => left.GetValueKind() == System.Text.Json.JsonValueKind.Number && right.GetValueKind() == left.GetValueKind()
        ? left.GetValue<double>() == right.GetValue<double>()
        : JsonNode.DeepEquals(left, right);
}
