using System.Numerics;

namespace Akin.Vectors.Search;

/// <summary>Finds the number at a place of an order without ordering all.</summary>
internal static class Selection
{
    /// <summary>The number that has <paramref name="place"/> others before it when they fall.</summary>
    /// <remarks>
    /// Hoare's selection (Algorithm 65, 1961) about the median of three. Where that divides badly twice as often as halving would take, what is left is sorted,
    /// so no order of numbers takes more than <c>n log n</c>.
    /// </remarks>
    /// <param name="numbers">No NaN; reordered so that no larger number stands behind the place and no smaller one before it.</param>
    /// <param name="place">From 0, below the count.</param>
    public static T LargestAt<T>(Span<T> numbers, int place)
        where T : INumber<T> => LargestAt(numbers, place, 2 * BitOperations.Log2((uint)numbers.Length));

    /// <summary>As above, with so many divisions at most before the rest is sorted.</summary>
    internal static T LargestAt<T>(Span<T> numbers, int place, int divisionLimit)
        where T : INumber<T>
    {
        int first = 0;
        int last = numbers.Length - 1;
        for (int divisionsLeft = divisionLimit; first < last; divisionsLeft--)
        {
            if (divisionsLeft == 0)
            {
                numbers[first..(last + 1)].Sort(static (left, right) => right.CompareTo(left));
                break;
            }

            (int left, int right) = Divide(numbers, first, last);
            if (place <= right)
            {
                last = right;
            }
            else if (place >= left)
            {
                first = left;
            }
            else
            {
                break;
            }
        }

        return numbers[place];
    }

    /// <summary>Puts larger numbers first. What lies between the places that it gives is equal to the pivot.</summary>
    private static (int Left, int Right) Divide<T>(Span<T> numbers, int first, int last)
        where T : INumber<T>
    {
        T pivot = Median(numbers[first], numbers[first + ((last - first) / 2)], numbers[last]);
        int left = first;
        int right = last;
        while (left <= right)
        {
            while (numbers[left] > pivot)
            {
                left++;
            }

            while (numbers[right] < pivot)
            {
                right--;
            }

            if (left <= right)
            {
                (numbers[left], numbers[right]) = (numbers[right], numbers[left]);
                left++;
                right--;
            }
        }

        return (left, right);
    }

    private static T Median<T>(T one, T two, T three)
        where T : INumber<T> => T.Max(T.Min(one, two), T.Min(T.Max(one, two), three));
}
