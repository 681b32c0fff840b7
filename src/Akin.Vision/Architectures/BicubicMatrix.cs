namespace Akin.Vision.Architectures;

/// <summary>
/// Bicubic interpolation along one axis as a matrix [new length, old length], as PyTorch's <c>interpolate(mode="bicubic", align_corners=False)</c> computes it: Keys' cubic
/// (1981, Cubic Convolution Interpolation for Digital Image Processing) with pixel middles at halves. Both axes of a grid are then two products of matrices, whatever
/// its size at run time; at equal lengths the matrix is the identity.
/// </summary>
internal static class BicubicMatrix
{
    /// <summary>Keys' parameter in PyTorch's plain interpolation.</summary>
    private const float PlainSharpness = -0.75f;

    /// <summary>The same in its antialiased one, which follows Pillow's.</summary>
    private const float AntialiasedSharpness = -0.5f;

    /// <summary>Writes the plain one: four neighbours, those beyond the edge being the edge.</summary>
    /// <param name="graph">The graph to write into.</param>
    /// <param name="oldLength">Places along the axis.</param>
    /// <param name="newLength">Places wanted: int64, no axes.</param>
    public static string Plain(GraphWriter graph, int oldLength, string newLength)
    {
        string middles = graph.Add(Middles(graph, oldLength, newLength, out _), graph.Number(-0.5f));
        string floors = graph.Node("Floor", [middles]);
        string offsets = graph.Numbers([-1, 0, 1, 2], 1, 4);
        string distances = graph.Node("Abs", [graph.Node("Sub", [graph.Node("Sub", [middles, floors]), offsets])]);
        string weights = graph.Reshape(Cubic(graph, distances, PlainSharpness), -1, 1, 4);
        string neighbours = graph.Node("Clip", [graph.Add(floors, offsets), graph.Number(0), graph.Number(oldLength - 1)]);
        string places = graph.Numbers([.. Enumerable.Range(0, oldLength).Select(place => (float)place)], 1, 1, oldLength);
        string isPlace = graph.Node("Cast", [graph.Node("Equal", [graph.Reshape(neighbours, -1, 4, 1), places])], ("to", 1L));
        return graph.Reshape(graph.MatMul(weights, isPlace), -1, oldLength);
    }

    /// <summary>Writes the one with <c>antialias=True</c>: when shrinking, the cubic is as much wider as the axis gets shorter; beyond the edge there is nothing.</summary>
    /// <inheritdoc cref="Plain"/>
    public static string Antialiased(GraphWriter graph, int oldLength, string newLength)
    {
        string middles = Middles(graph, oldLength, newLength, out string scale);
        string places = graph.Numbers([.. Enumerable.Range(0, oldLength).Select(place => place + 0.5f)], 1, oldLength);
        string distances = graph.Node("Div", [graph.Node("Abs", [graph.Node("Sub", [places, middles])]), graph.Node("Max", [scale, graph.Number(1)])]);
        string weights = Cubic(graph, distances, AntialiasedSharpness);
        return graph.Node("Div", [weights, graph.Node("ReduceSum", [weights, graph.Integers(1)], ("keepdims", 1L))]);
    }

    /// <summary>Where the middles of the new places lie among the old ones, [new length, 1], and how many old places a new one spans.</summary>
    private static string Middles(GraphWriter graph, int oldLength, string newLength, out string scale)
    {
        string length = graph.Node("Cast", [newLength], ("to", 1L));
        scale = graph.Node("Div", [graph.Number(oldLength), length]);
        string halves = graph.Add(graph.Node("Range", [graph.Number(0), length, graph.Number(1)]), graph.Number(0.5f));
        return graph.Reshape(graph.Multiply(halves, scale), -1, 1);
    }

    /// <summary>Keys' cubic of distances that are not negative.</summary>
    private static string Cubic(GraphWriter graph, string distance, float a)
    {
        string near = Polynomial(graph, distance, a + 2, -(a + 3), 0, 1);
        string far = Polynomial(graph, distance, a, -5 * a, 8 * a, -4 * a);
        string outer = graph.Node("Where", [graph.Node("Less", [distance, graph.Number(2)]), far, graph.Number(0)]);
        return graph.Node("Where", [graph.Node("Less", [distance, graph.Number(1)]), near, outer]);
    }

    private static string Polynomial(GraphWriter graph, string x, params ReadOnlySpan<float> coefficients)
    {
        string sum = graph.Number(coefficients[0]);
        foreach (float coefficient in coefficients[1..])
        {
            sum = graph.Add(graph.Multiply(sum, x), graph.Number(coefficient));
        }

        return sum;
    }
}
