namespace Akin.Vision.Checkpoints;

/// <summary>A name of Python's that a file of tensors may ask for. The list is closed, and none of them runs anything of the file's.</summary>
internal sealed class TorchGlobal
{
    private static readonly Dictionary<string, TorchGlobal> Known = new TorchGlobal[]
    {
        new("torch.DoubleStorage", "F64", 8),
        new("torch.FloatStorage", "F32", 4),
        new("torch.HalfStorage", "F16", 2),
        new("torch.BFloat16Storage", "BF16", 2),
        new("torch.LongStorage", "I64", 8),
        new("torch.IntStorage", "I32", 4),
        new("torch.ShortStorage", "I16", 2),
        new("torch.CharStorage", "I8", 1),
        new("torch.ByteStorage", "U8", 1),
        new("torch.BoolStorage", "BOOL", 1),
        new("torch._utils._rebuild_tensor_v2", RebuildTensor),
        new("torch._utils._rebuild_parameter", RebuildParameter),
        new("torch.Size", arguments => arguments is [object?[] lengths] ? lengths : null),
        new("collections.OrderedDict", arguments => arguments is [] ? new Dictionary<string, object?>(StringComparer.Ordinal) : null),
    }.ToDictionary(known => known.FullName, StringComparer.Ordinal);

    private readonly Func<object?[], object?> _call;

    private TorchGlobal(string fullName, Func<object?[], object?> call)
    {
        FullName = fullName;
        _call = call;
    }

    private TorchGlobal(string fullName, string elementType, int elementLengthInBytes)
        : this(fullName, _ => null)
    {
        ElementType = elementType;
        ElementLengthInBytes = elementLengthInBytes;
    }

    /// <summary>Its module and name with a dot between them.</summary>
    public string FullName { get; }

    /// <summary>The type of a storage's elements as safetensors writes it; null for a function.</summary>
    public string? ElementType { get; }

    /// <summary>Bytes of a storage's element; 0 for a function.</summary>
    public int ElementLengthInBytes { get; }

    /// <summary>The one of this name, or null.</summary>
    public static TorchGlobal? Find(string module, string name) => Known.GetValueOrDefault($"{module}.{name}");

    /// <summary>What the function makes of its arguments; null where it does not take them.</summary>
    public object? Call(object?[] arguments) => _call(arguments);

    /// <summary><c>_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks, metadata=None)</c>; metadata marks views that are negated or conjugated.</summary>
    private static TorchTensor? RebuildTensor(object?[] arguments) =>
        arguments is [TorchStorage storage, long offset, object?[] shape, object?[] strides, bool, _, .. object?[] metadata] && metadata is [] or [null]
            ? TorchTensor.Create(storage, offset, shape, strides)
            : null;

    /// <summary><c>_rebuild_parameter(data, requires_grad, backward_hooks)</c>.</summary>
    private static TorchTensor? RebuildParameter(object?[] arguments) => arguments is [TorchTensor tensor, bool, _] ? tensor : null;
}
