namespace Akin.Vision.Checkpoints;

/// <summary>A view of a storage. It lies within it.</summary>
internal sealed class TorchTensor
{
    /// <summary>PyTorch itself stops at 64 axes.</summary>
    private const int RankLimit = 64;

    private readonly long _offset;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly long _extent;

    private TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides, long extent)
    {
        Storage = storage;
        _offset = offset;
        _shape = shape;
        _strides = strides;
        _extent = extent;
    }

    /// <summary>What it is a view of.</summary>
    public TorchStorage Storage { get; }

    /// <summary>Checks a view.</summary>
    /// <param name="storage">What it is a view of.</param>
    /// <param name="offset">Its first element.</param>
    /// <param name="shape">Its lengths.</param>
    /// <param name="strides">How far apart, in elements, neighbours along each axis lie.</param>
    /// <returns>The view, or null where it is none or does not lie within its storage.</returns>
    public static TorchTensor? Create(TorchStorage storage, long offset, object?[] shape, object?[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > RankLimit || offset < 0 || !shape.Concat(strides).All(number => number is long and >= 0))
        {
            return null;
        }

        long[] lengths = [.. shape.Cast<long>()];
        long[] steps = [.. strides.Cast<long>()];
        Int128 extent = 1;
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            extent += (Int128)Math.Max(lengths[axis] - 1, 0) * steps[axis];
        }

        if (lengths.Contains(0))
        {
            extent = 0;
        }

        return offset + extent <= storage.ElementCount ? new TorchTensor(storage, offset, lengths, steps, (long)extent) : null;
    }

    /// <summary>The tensor under its name in the file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The file.</param>
    /// <param name="storageOffsetInBytes">Where the storage begins.</param>
    public StoredTensor Place(string name, string path, long storageOffsetInBytes)
    {
        int bytes = Storage.ElementLengthInBytes;
        return new StoredTensor(name, Storage.Type, _shape, path, storageOffsetInBytes + (_offset * bytes), _extent * bytes) { Strides = IsRowMajor() ? null : _strides };
    }

    /// <summary>Whether it lies row-major and without gaps. The stride of an axis of one element says nothing.</summary>
    private bool IsRowMajor()
    {
        Int128 expected = 1;
        for (int axis = _shape.Length - 1; axis >= 0; axis--)
        {
            if (_shape[axis] != 1 && _strides[axis] != expected && _extent > 0)
            {
                return false;
            }

            expected *= _shape[axis];
        }

        return true;
    }
}
