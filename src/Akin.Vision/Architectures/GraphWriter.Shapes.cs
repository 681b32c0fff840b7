namespace Akin.Vision.Architectures;

/// <content>Sums, products and changes of shape.</content>
internal sealed partial class GraphWriter
{
    /// <summary>The sum, broadcast.</summary>
    public string Add(string left, string right) => Node("Add", [left, right]);

    /// <summary>The product of components, broadcast.</summary>
    public string Multiply(string left, string right) => Node("Mul", [left, right]);

    /// <summary>The product of matrices in the last two axes.</summary>
    public string MatMul(string left, string right) => Node("MatMul", [left, right]);

    /// <summary>Another shape of known lengths: 0 keeps the axis's length, one -1 takes what is left.</summary>
    public string Reshape(string value, params ReadOnlySpan<long> shape) => Node("Reshape", [value, Integers(shape)]);

    /// <summary>Another shape that the graph computes: int64 [axes].</summary>
    public string ReshapeTo(string value, string shape) => Node("Reshape", [value, shape]);

    /// <summary>[..., width] to [rows, width], as <see cref="Linear"/> takes it.</summary>
    public string Rows(string value, long width) => Reshape(value, -1, width);

    /// <summary>The lengths of the axes from <paramref name="first"/> to before <paramref name="end"/>: int64 [end - first].</summary>
    public string ShapeOf(string value, long first, long end) => Node("Shape", [value], ("start", first), ("end", end));

    /// <summary>The length of one axis: int64, no axes.</summary>
    public string Length(string value, long axis) => Node("Reshape", [ShapeOf(value, axis, axis + 1), Integers([])]);

    /// <summary>Rows of the tokens of a sequence as a sequence again: [batch * tokens, width] to [batch, tokens, width].</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="like">A sequence [batch, tokens, ...].</param>
    /// <param name="width">Components of a token.</param>
    public string SequenceLike(string rows, string like, long width) => ReshapeTo(rows, Concat(0, ShapeOf(like, 0, 2), Integers(width)));

    /// <summary>The axes in another order.</summary>
    public string Transpose(string value, params long[] order) => Node("Transpose", [value], ("perm", order));

    /// <summary>The part of an axis from <paramref name="first"/> to before <paramref name="end"/>, or to the axis's end.</summary>
    public string Slice(string value, long axis, long first, long end = long.MaxValue) => Node("Slice", [value, Integers(first), Integers(end), Integers(axis)]);

    /// <summary>Values one behind the other along an axis.</summary>
    public string Concat(long axis, params ReadOnlySpan<string> values) => Node("Concat", values, ("axis", axis));

    /// <summary>A value of length 1 in the first axis, repeated for each picture of the batch.</summary>
    /// <param name="value">[1, ...] of <paramref name="axes"/> axes.</param>
    /// <param name="axes">Its number of axes.</param>
    public string ForEachPicture(string value, int axes)
    {
        long[] others = [.. Enumerable.Repeat(1L, axes - 1)];
        return Node("Expand", [value, Concat(0, ShapeOf(InputName, 0, 1), Integers(others))]);
    }

    /// <summary>A feature map as a sequence: [batch, channels, h, w] to [batch, h * w, channels], row by row.</summary>
    public string Tokens(string map, long channels) => Transpose(Reshape(map, 0, channels, -1), 0, 2, 1);
}
