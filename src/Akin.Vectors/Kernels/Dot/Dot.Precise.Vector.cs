using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class Dot
{
    /// <summary><see cref="PreciseFloat"/> by 128 bits.</summary>
    internal static (double Product, double RowSquares) PreciseFloat128(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ref float left = ref MemoryMarshal.GetReference(query);
        ref float right = ref MemoryMarshal.GetReference(row);
        Sums128 sums = default;
        nuint index = 0;
        for (; index + PreciseLanes <= (nuint)query.Length; index += PreciseLanes)
        {
            sums.Add(ref Unsafe.Add(ref left, index), ref Unsafe.Add(ref right, index));
        }

        if (index < (nuint)query.Length)
        {
            Span<float> lastOfQuery = stackalloc float[PreciseLanes];
            Span<float> lastOfRow = stackalloc float[PreciseLanes];
            lastOfQuery.Clear();
            lastOfRow.Clear();
            query[(int)index..].CopyTo(lastOfQuery);
            row[(int)index..].CopyTo(lastOfRow);
            sums.Add(ref MemoryMarshal.GetReference(lastOfQuery), ref MemoryMarshal.GetReference(lastOfRow));
        }

        return sums.Total();
    }

    /// <summary><see cref="PreciseHalf"/> by 128 bits.</summary>
    internal static (double Product, double RowSquares) PreciseHalf128(ReadOnlySpan<float> query, ReadOnlySpan<Half> row)
    {
        ref float left = ref MemoryMarshal.GetReference(query);
        ref ushort right = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(row));
        Sums128 sums = default;
        nuint index = 0;
        for (; index + PreciseLanes <= (nuint)query.Length; index += PreciseLanes)
        {
            sums.Add(ref Unsafe.Add(ref left, index), ref Unsafe.Add(ref right, index));
        }

        if (index < (nuint)query.Length)
        {
            Span<float> lastOfQuery = stackalloc float[PreciseLanes];
            Span<ushort> lastOfRow = stackalloc ushort[PreciseLanes];
            lastOfQuery.Clear();
            lastOfRow.Clear();
            query[(int)index..].CopyTo(lastOfQuery);
            MemoryMarshal.Cast<Half, ushort>(row[(int)index..]).CopyTo(lastOfRow);
            sums.Add(ref MemoryMarshal.GetReference(lastOfQuery), ref MemoryMarshal.GetReference(lastOfRow));
        }

        (double product, double rowSquares) = sums.Total();
        return (product * PreciseHalfScale, rowSquares * PreciseHalfScale * PreciseHalfScale);
    }

    /// <summary><see cref="PreciseFloat"/> by 256 bits.</summary>
    internal static (double Product, double RowSquares) PreciseFloat256(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ref float left = ref MemoryMarshal.GetReference(query);
        ref float right = ref MemoryMarshal.GetReference(row);
        Sums256 sums = default;
        nuint index = 0;
        for (; index + PreciseLanes <= (nuint)query.Length; index += PreciseLanes)
        {
            sums.Add(ref Unsafe.Add(ref left, index), ref Unsafe.Add(ref right, index));
        }

        if (index < (nuint)query.Length)
        {
            Span<float> lastOfQuery = stackalloc float[PreciseLanes];
            Span<float> lastOfRow = stackalloc float[PreciseLanes];
            lastOfQuery.Clear();
            lastOfRow.Clear();
            query[(int)index..].CopyTo(lastOfQuery);
            row[(int)index..].CopyTo(lastOfRow);
            sums.Add(ref MemoryMarshal.GetReference(lastOfQuery), ref MemoryMarshal.GetReference(lastOfRow));
        }

        return sums.Total();
    }

    /// <summary><see cref="PreciseHalf"/> by 256 bits.</summary>
    internal static (double Product, double RowSquares) PreciseHalf256(ReadOnlySpan<float> query, ReadOnlySpan<Half> row)
    {
        ref float left = ref MemoryMarshal.GetReference(query);
        ref ushort right = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(row));
        Sums256 sums = default;
        nuint index = 0;
        for (; index + PreciseLanes <= (nuint)query.Length; index += PreciseLanes)
        {
            sums.Add(ref Unsafe.Add(ref left, index), ref Unsafe.Add(ref right, index));
        }

        if (index < (nuint)query.Length)
        {
            Span<float> lastOfQuery = stackalloc float[PreciseLanes];
            Span<ushort> lastOfRow = stackalloc ushort[PreciseLanes];
            lastOfQuery.Clear();
            lastOfRow.Clear();
            query[(int)index..].CopyTo(lastOfQuery);
            MemoryMarshal.Cast<Half, ushort>(row[(int)index..]).CopyTo(lastOfRow);
            sums.Add(ref MemoryMarshal.GetReference(lastOfQuery), ref MemoryMarshal.GetReference(lastOfRow));
        }

        (double product, double rowSquares) = sums.Total();
        return (product * PreciseHalfScale, rowSquares * PreciseHalfScale * PreciseHalfScale);
    }

    /// <summary><see cref="PreciseFloat"/> by 512 bits.</summary>
    internal static (double Product, double RowSquares) PreciseFloat512(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ref float left = ref MemoryMarshal.GetReference(query);
        ref float right = ref MemoryMarshal.GetReference(row);
        Sums512 sums = default;
        nuint index = 0;
        for (; index + PreciseLanes <= (nuint)query.Length; index += PreciseLanes)
        {
            sums.Add(ref Unsafe.Add(ref left, index), ref Unsafe.Add(ref right, index));
        }

        if (index < (nuint)query.Length)
        {
            Span<float> lastOfQuery = stackalloc float[PreciseLanes];
            Span<float> lastOfRow = stackalloc float[PreciseLanes];
            lastOfQuery.Clear();
            lastOfRow.Clear();
            query[(int)index..].CopyTo(lastOfQuery);
            row[(int)index..].CopyTo(lastOfRow);
            sums.Add(ref MemoryMarshal.GetReference(lastOfQuery), ref MemoryMarshal.GetReference(lastOfRow));
        }

        return sums.Total();
    }

    /// <summary><see cref="PreciseHalf"/> by 512 bits.</summary>
    internal static (double Product, double RowSquares) PreciseHalf512(ReadOnlySpan<float> query, ReadOnlySpan<Half> row)
    {
        ref float left = ref MemoryMarshal.GetReference(query);
        ref ushort right = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(row));
        Sums512 sums = default;
        nuint index = 0;
        for (; index + PreciseLanes <= (nuint)query.Length; index += PreciseLanes)
        {
            sums.Add(ref Unsafe.Add(ref left, index), ref Unsafe.Add(ref right, index));
        }

        if (index < (nuint)query.Length)
        {
            Span<float> lastOfQuery = stackalloc float[PreciseLanes];
            Span<ushort> lastOfRow = stackalloc ushort[PreciseLanes];
            lastOfQuery.Clear();
            lastOfRow.Clear();
            query[(int)index..].CopyTo(lastOfQuery);
            MemoryMarshal.Cast<Half, ushort>(row[(int)index..]).CopyTo(lastOfRow);
            sums.Add(ref MemoryMarshal.GetReference(lastOfQuery), ref MemoryMarshal.GetReference(lastOfRow));
        }

        (double product, double rowSquares) = sums.Total();
        return (product * PreciseHalfScale, rowSquares * PreciseHalfScale * PreciseHalfScale);
    }

    /// <summary>16 lanes of two sums, by 128 bits.</summary>
    private struct Sums128
    {
        private Vector128<double> _product0;
        private Vector128<double> _product1;
        private Vector128<double> _product2;
        private Vector128<double> _product3;
        private Vector128<double> _product4;
        private Vector128<double> _product5;
        private Vector128<double> _product6;
        private Vector128<double> _product7;
        private Vector128<double> _squares0;
        private Vector128<double> _squares1;
        private Vector128<double> _squares2;
        private Vector128<double> _squares3;
        private Vector128<double> _squares4;
        private Vector128<double> _squares5;
        private Vector128<double> _squares6;
        private Vector128<double> _squares7;

        /// <summary>Adds 16 float32 products.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref float query, ref float row)
        {
            Add0(Vector128.LoadUnsafe(ref query), Vector128.LoadUnsafe(ref row));
            Add1(Vector128.LoadUnsafe(ref query, 4), Vector128.LoadUnsafe(ref row, 4));
            Add2(Vector128.LoadUnsafe(ref query, 8), Vector128.LoadUnsafe(ref row, 8));
            Add3(Vector128.LoadUnsafe(ref query, 12), Vector128.LoadUnsafe(ref row, 12));
        }

        /// <summary>Adds 16 products with halves, which count 2^-112 of their value.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref float query, ref ushort row)
        {
            (Vector128<float> row0, Vector128<float> row1) = Widen(Vector128.LoadUnsafe(ref row));
            (Vector128<float> row2, Vector128<float> row3) = Widen(Vector128.LoadUnsafe(ref row, 8));
            Add0(Vector128.LoadUnsafe(ref query), row0);
            Add1(Vector128.LoadUnsafe(ref query, 4), row1);
            Add2(Vector128.LoadUnsafe(ref query, 8), row2);
            Add3(Vector128.LoadUnsafe(ref query, 12), row3);
        }

        /// <summary>The sums of all lanes: of each half with the other half, until one is left.</summary>
        public readonly (double Product, double RowSquares) Total()
        {
            Vector128<double> product = ((_product0 + _product4) + (_product2 + _product6)) + ((_product1 + _product5) + (_product3 + _product7));
            Vector128<double> squares = ((_squares0 + _squares4) + (_squares2 + _squares6)) + ((_squares1 + _squares5) + (_squares3 + _squares7));
            return (product[0] + product[1], squares[0] + squares[1]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add0(Vector128<float> query, Vector128<float> row)
        {
            (Vector128<double> rowLower, Vector128<double> rowUpper) = Vector128.Widen(row);
            (Vector128<double> queryLower, Vector128<double> queryUpper) = Vector128.Widen(query);
            _product0 = Vector128.MultiplyAddEstimate(queryLower, rowLower, _product0);
            _product1 = Vector128.MultiplyAddEstimate(queryUpper, rowUpper, _product1);
            _squares0 = Vector128.MultiplyAddEstimate(rowLower, rowLower, _squares0);
            _squares1 = Vector128.MultiplyAddEstimate(rowUpper, rowUpper, _squares1);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add1(Vector128<float> query, Vector128<float> row)
        {
            (Vector128<double> rowLower, Vector128<double> rowUpper) = Vector128.Widen(row);
            (Vector128<double> queryLower, Vector128<double> queryUpper) = Vector128.Widen(query);
            _product2 = Vector128.MultiplyAddEstimate(queryLower, rowLower, _product2);
            _product3 = Vector128.MultiplyAddEstimate(queryUpper, rowUpper, _product3);
            _squares2 = Vector128.MultiplyAddEstimate(rowLower, rowLower, _squares2);
            _squares3 = Vector128.MultiplyAddEstimate(rowUpper, rowUpper, _squares3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add2(Vector128<float> query, Vector128<float> row)
        {
            (Vector128<double> rowLower, Vector128<double> rowUpper) = Vector128.Widen(row);
            (Vector128<double> queryLower, Vector128<double> queryUpper) = Vector128.Widen(query);
            _product4 = Vector128.MultiplyAddEstimate(queryLower, rowLower, _product4);
            _product5 = Vector128.MultiplyAddEstimate(queryUpper, rowUpper, _product5);
            _squares4 = Vector128.MultiplyAddEstimate(rowLower, rowLower, _squares4);
            _squares5 = Vector128.MultiplyAddEstimate(rowUpper, rowUpper, _squares5);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add3(Vector128<float> query, Vector128<float> row)
        {
            (Vector128<double> rowLower, Vector128<double> rowUpper) = Vector128.Widen(row);
            (Vector128<double> queryLower, Vector128<double> queryUpper) = Vector128.Widen(query);
            _product6 = Vector128.MultiplyAddEstimate(queryLower, rowLower, _product6);
            _product7 = Vector128.MultiplyAddEstimate(queryUpper, rowUpper, _product7);
            _squares6 = Vector128.MultiplyAddEstimate(rowLower, rowLower, _squares6);
            _squares7 = Vector128.MultiplyAddEstimate(rowUpper, rowUpper, _squares7);
        }
    }

    /// <summary>16 lanes of two sums, by 256 bits.</summary>
    private struct Sums256
    {
        private Vector256<double> _product0;
        private Vector256<double> _product1;
        private Vector256<double> _product2;
        private Vector256<double> _product3;
        private Vector256<double> _squares0;
        private Vector256<double> _squares1;
        private Vector256<double> _squares2;
        private Vector256<double> _squares3;

        /// <summary>Adds 16 float32 products.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref float query, ref float row)
        {
            Add0(Vector256.LoadUnsafe(ref query), Vector256.LoadUnsafe(ref row));
            Add1(Vector256.LoadUnsafe(ref query, 8), Vector256.LoadUnsafe(ref row, 8));
        }

        /// <summary>Adds 16 products with halves, which count 2^-112 of their value.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref float query, ref ushort row)
        {
            (Vector256<float> row0, Vector256<float> row1) = Widen(Vector256.LoadUnsafe(ref row));
            Add0(Vector256.LoadUnsafe(ref query), row0);
            Add1(Vector256.LoadUnsafe(ref query, 8), row1);
        }

        /// <summary>The sums of all lanes: of each half with the other half, until one is left.</summary>
        public readonly (double Product, double RowSquares) Total()
        {
            Vector256<double> product = (_product0 + _product2) + (_product1 + _product3);
            Vector256<double> squares = (_squares0 + _squares2) + (_squares1 + _squares3);
            Vector128<double> productHalf = product.GetLower() + product.GetUpper();
            Vector128<double> squaresHalf = squares.GetLower() + squares.GetUpper();
            return (productHalf[0] + productHalf[1], squaresHalf[0] + squaresHalf[1]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add0(Vector256<float> query, Vector256<float> row)
        {
            (Vector256<double> rowLower, Vector256<double> rowUpper) = Vector256.Widen(row);
            (Vector256<double> queryLower, Vector256<double> queryUpper) = Vector256.Widen(query);
            _product0 = Vector256.MultiplyAddEstimate(queryLower, rowLower, _product0);
            _product1 = Vector256.MultiplyAddEstimate(queryUpper, rowUpper, _product1);
            _squares0 = Vector256.MultiplyAddEstimate(rowLower, rowLower, _squares0);
            _squares1 = Vector256.MultiplyAddEstimate(rowUpper, rowUpper, _squares1);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add1(Vector256<float> query, Vector256<float> row)
        {
            (Vector256<double> rowLower, Vector256<double> rowUpper) = Vector256.Widen(row);
            (Vector256<double> queryLower, Vector256<double> queryUpper) = Vector256.Widen(query);
            _product2 = Vector256.MultiplyAddEstimate(queryLower, rowLower, _product2);
            _product3 = Vector256.MultiplyAddEstimate(queryUpper, rowUpper, _product3);
            _squares2 = Vector256.MultiplyAddEstimate(rowLower, rowLower, _squares2);
            _squares3 = Vector256.MultiplyAddEstimate(rowUpper, rowUpper, _squares3);
        }
    }

    /// <summary>16 lanes of two sums, by 512 bits.</summary>
    private struct Sums512
    {
        private Vector512<double> _product0;
        private Vector512<double> _product1;
        private Vector512<double> _squares0;
        private Vector512<double> _squares1;

        /// <summary>Adds 16 float32 products.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref float query, ref float row)
        {
            Add(Vector512.LoadUnsafe(ref query), Vector512.LoadUnsafe(ref row));
        }

        /// <summary>Adds 16 products with halves, which count 2^-112 of their value.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref float query, ref ushort row)
        {
            Vector512<int> bits = Vector512.WidenLower(Vector256.LoadUnsafe(ref row).ToVector512Unsafe().AsInt16());
            Add(Vector512.LoadUnsafe(ref query), ((bits << 13) & Vector512.Create(unchecked((int)0x8FFFFFFF))).AsSingle());
        }

        /// <summary>The sums of all lanes: of each half with the other half, until one is left.</summary>
        public readonly (double Product, double RowSquares) Total()
        {
            Vector256<double> product = Vector512.GetLower(_product0 + _product1) + Vector512.GetUpper(_product0 + _product1);
            Vector256<double> squares = Vector512.GetLower(_squares0 + _squares1) + Vector512.GetUpper(_squares0 + _squares1);
            Vector128<double> productHalf = product.GetLower() + product.GetUpper();
            Vector128<double> squaresHalf = squares.GetLower() + squares.GetUpper();
            return (productHalf[0] + productHalf[1], squaresHalf[0] + squaresHalf[1]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add(Vector512<float> query, Vector512<float> row)
        {
            (Vector512<double> rowLower, Vector512<double> rowUpper) = Vector512.Widen(row);
            (Vector512<double> queryLower, Vector512<double> queryUpper) = Vector512.Widen(query);
            _product0 = Vector512.MultiplyAddEstimate(queryLower, rowLower, _product0);
            _product1 = Vector512.MultiplyAddEstimate(queryUpper, rowUpper, _product1);
            _squares0 = Vector512.MultiplyAddEstimate(rowLower, rowLower, _squares0);
            _squares1 = Vector512.MultiplyAddEstimate(rowUpper, rowUpper, _squares1);
        }
    }
}
