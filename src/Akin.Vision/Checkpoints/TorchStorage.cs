namespace Akin.Vision.Checkpoints;

/// <summary>A row of numbers of one type in a PyTorch file, which tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Its elements' type as safetensors writes it.</param>
/// <param name="ElementLengthInBytes">Bytes of an element.</param>
/// <param name="ElementCount">How many there are, at least 0.</param>
internal sealed record TorchStorage(string Key, string Type, int ElementLengthInBytes, long ElementCount)
{
    /// <summary>Its bytes.</summary>
    public Int128 LengthInBytes => (Int128)ElementCount * ElementLengthInBytes;

    /// <summary>
    /// Reads a persistent identifier as <c>torch.save</c> writes it: <c>("storage", type, key, device, elements)</c>, in the form before zip with a sixth value, which says that the
    /// storage is part of another and is None since PyTorch 0.4. Null where it is something else.
    /// </summary>
    public static TorchStorage? FromIdentifier(object? identifier) =>
        identifier is object?[] and ["storage", TorchGlobal { ElementType: string type } kind, string key, string, long and >= 0 and long count, .. object?[] rest] && rest is [] or [null]
            ? new TorchStorage(key, type, kind.ElementLengthInBytes, count)
            : null;
}
