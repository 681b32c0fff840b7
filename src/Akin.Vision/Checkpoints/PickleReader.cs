using System.Numerics;

namespace Akin.Vision.Checkpoints;

/// <summary>
/// Runs a pickle with the few instructions of <see cref="PickleInstruction"/> and the few names of <see cref="TorchGlobal"/>, so nothing in a file can do more than describe tensors.
/// Values: <see langword="null"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/>, <see cref="double"/>, <see cref="string"/>, object arrays for tuples, lists and
/// dictionaries of values, <see cref="TorchGlobal"/>, <see cref="TorchStorage"/> and <see cref="TorchTensor"/>.
/// </summary>
/// <remarks>What it keeps is bounded by <see cref="ValueLimit"/> small objects and the pickle's texts.</remarks>
internal sealed class PickleReader(PickleSource source)
{
    /// <summary>The longest pickle that is read. A thousand tensors take 120 KB.</summary>
    public const long LengthLimitInBytes = 16 << 20;

    /// <summary>Python fills containers by a thousand items at a time, so an honest stack stays near that.</summary>
    private const int StackLimit = 16_384;

    /// <summary>A tensor takes about thirty.</summary>
    private const int ValueLimit = 2_000_000;

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);
    private int _valueCount;

    /// <summary>The storages that tensors were made of, by key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>Reads one pickle to its end and gives its value.</summary>
    /// <exception cref="CheckpointException">It is damaged, asks for anything but tensors, or breaks a limit.</exception>
    public object? Read()
    {
        while (true)
        {
            byte code = source.Byte();
            if ((PickleInstruction)code == PickleInstruction.Stop)
            {
                return Pop();
            }

            Run((PickleInstruction)code);
        }
    }

    private void Run(PickleInstruction instruction)
    {
        switch (instruction)
        {
            case PickleInstruction.Protocol:
                source.Byte();
                break;
            case PickleInstruction.Frame:
                source.UInt64();
                break;
            case PickleInstruction.None:
                Push(null);
                break;
            case PickleInstruction.NewTrue:
                Push(true);
                break;
            case PickleInstruction.NewFalse:
                Push(false);
                break;
            case PickleInstruction.BinInt:
                Push((long)source.Int32());
                break;
            case PickleInstruction.BinInt1:
                Push((long)source.Byte());
                break;
            case PickleInstruction.BinInt2:
                Push((long)source.UInt16());
                break;
            case PickleInstruction.Long1:
                BigInteger number = new(source.Bytes(source.Byte()));
                Push(number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number);
                break;
            case PickleInstruction.BinFloat:
                Push(source.Float64());
                break;
            case PickleInstruction.ShortBinUnicode:
                Push(source.Text(source.Byte()));
                break;
            case PickleInstruction.BinUnicode:
                Push(source.Text(source.UInt32()));
                break;
            case PickleInstruction.BinUnicode8:
                Push(source.Text(source.UInt64()));
                break;
            case PickleInstruction.EmptyList:
                Push(new List<object?>());
                break;
            case PickleInstruction.EmptyDictionary:
                Push(new Dictionary<string, object?>(StringComparer.Ordinal));
                break;
            case PickleInstruction.EmptyTuple:
                Push(Array.Empty<object?>());
                break;
            case PickleInstruction.Tuple1:
                Push(PopMany(1));
                break;
            case PickleInstruction.Tuple2:
                Push(PopMany(2));
                break;
            case PickleInstruction.Tuple3:
                Push(PopMany(3));
                break;
            case PickleInstruction.Tuple:
                Push(PopToMark());
                break;
            case PickleInstruction.Append:
                Append([Pop()]);
                break;
            case PickleInstruction.Appends:
                Append(PopToMark());
                break;
            case PickleInstruction.SetItem:
                SetItems(PopMany(2));
                break;
            case PickleInstruction.SetItems:
                SetItems(PopToMark());
                break;
            case PickleInstruction.Build:
                Build();
                break;
            case PickleInstruction.Mark:
                Count();
                _marks.Add(_stack.Count);
                break;
            case PickleInstruction.Pop:
                Pop();
                break;
            case PickleInstruction.PopMark:
                PopToMark();
                break;
            case PickleInstruction.Duplicate:
                Push(Peek());
                break;
            case PickleInstruction.BinPut:
                Remember(source.Byte());
                break;
            case PickleInstruction.LongBinPut:
                Remember(source.UInt32());
                break;
            case PickleInstruction.Memoize:
                Remember((uint)_memo.Count);
                break;
            case PickleInstruction.BinGet:
                Recall(source.Byte());
                break;
            case PickleInstruction.LongBinGet:
                Recall(source.UInt32());
                break;
            case PickleInstruction.Global:
                PushGlobal(source.Line(), source.Line());
                break;
            case PickleInstruction.StackGlobal:
                PushGlobal(PopMany(2));
                break;
            case PickleInstruction.Reduce:
                Call(PopMany(2));
                break;
            case PickleInstruction.BinPersistentId:
                PushStorage(Pop());
                break;
            default:
                throw source.Foreign($"the pickle instruction 0x{(byte)instruction:x2}");
        }
    }

    private void Push(object? value)
    {
        Count();
        _stack.Add(value);
        if (_stack.Count > StackLimit)
        {
            throw source.Bad($"more than {StackLimit} values wait on the stack");
        }
    }

    private void Count()
    {
        if (++_valueCount > ValueLimit)
        {
            throw source.Bad($"there are more than {ValueLimit} values");
        }
    }

    private object? Peek() => PeekMany(1)[0];

    private object? Pop() => PopMany(1)[0];

    private object?[] PeekMany(int count)
    {
        int floor = _marks.Count > 0 ? _marks[^1] : 0;
        return _stack.Count - count >= floor ? [.. _stack[^count..]] : throw source.Bad("a value is taken that is not there");
    }

    private object?[] PopMany(int count)
    {
        object?[] values = PeekMany(count);
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw source.Bad("a mark is taken that is not there");
        }

        object?[] values = PopMany(_stack.Count - _marks[^1]);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    private void Append(object?[] items)
    {
        (Peek() as List<object?> ?? throw source.Bad("something is appended to what is no list")).AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not Dictionary<string, object?> dictionary || items.Length % 2 != 0)
        {
            throw source.Bad("items are put into what is no dictionary");
        }

        for (int index = 0; index < items.Length; index += 2)
        {
            // Tensors have names; what has another key is none of them.
            if (items[index] is string key)
            {
                dictionary[key] = items[index + 1];
            }
        }
    }

    /// <summary>Attributes of an ordered dictionary, such as a state's <c>_metadata</c>, are dropped; nothing else may have any.</summary>
    private void Build()
    {
        Pop();
        if (Peek() is not Dictionary<string, object?>)
        {
            throw source.Foreign("attributes of what is no dictionary");
        }
    }

    private void Remember(uint key)
    {
        Count();
        _memo[key] = Peek();
    }

    private void Recall(uint key) => Push(_memo.TryGetValue(key, out object? value) ? value : throw source.Bad("a value is recalled that was not kept"));

    private void PushGlobal(object?[] names)
    {
        if (names is not [string module, string name])
        {
            throw source.Bad("a global has no name");
        }

        PushGlobal(module, name);
    }

    private void PushGlobal(string module, string name) => Push(TorchGlobal.Find(module, name) ?? throw source.Foreign($"{module}.{name}"));

    private void Call(object?[] functionAndArguments)
    {
        if (functionAndArguments is not [TorchGlobal function, object?[] arguments])
        {
            throw source.Foreign("a call of what is no function");
        }

        Push(function.Call(arguments) ?? throw source.Foreign($"{function.FullName} with arguments that Akin does not know"));
    }

    private void PushStorage(object? identifier)
    {
        TorchStorage storage = TorchStorage.FromIdentifier(identifier) ?? throw source.Foreign("an object outside the file that is no storage of numbers");
        _storages[storage.Key] = storage;
        Push(storage);
    }
}
