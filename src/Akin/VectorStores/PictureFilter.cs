using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using Akin.Datasets;
using Akin.Galleries;

namespace Akin.VectorStores;

/// <summary>
/// Reads a filter of a vector store as a condition of the catalogue: comparisons of a record's properties with values, <c>&amp;&amp;</c>, <c>||</c>, <c>!</c>,
/// <c>values.Contains(picture.Label)</c>, and <c>StartsWith</c>, <c>EndsWith</c>, <c>Contains</c> of strings. As in C#, null equals null and nothing else, and case matters.
/// </summary>
internal sealed class PictureFilter
{
    private readonly ParameterExpression _picture;
    private readonly ItemCondition _condition;
    private readonly string _keyColumn;

    private PictureFilter(ParameterExpression picture, ItemCondition condition, string keyColumn)
    {
        _picture = picture;
        _condition = condition;
        _keyColumn = keyColumn;
    }

    /// <summary>Adds a filter to a condition.</summary>
    /// <param name="condition">Asks for what the filter asks for, afterwards.</param>
    /// <param name="filter">The filter, or null for none.</param>
    /// <param name="keyColumn">What a key is made of, in SQL.</param>
    /// <exception cref="NotSupportedException">It asks for something that the catalogue does not know; the message names it.</exception>
    public static void Add(ItemCondition condition, Expression<Func<GalleryPicture, bool>>? filter, string keyColumn)
    {
        if (filter is not null)
        {
            condition.And(new PictureFilter(filter.Parameters[0], condition, keyColumn).Term(filter.Body));
        }
    }

    /// <summary>The column of a property, as <see cref="Add"/> and orders take it.</summary>
    /// <param name="property">What reads the property of a picture.</param>
    /// <param name="keyColumn">What a key is made of, in SQL.</param>
    /// <exception cref="NotSupportedException">It is no property that the catalogue keeps.</exception>
    public static string Column(Expression property, string keyColumn) => (Bare(property) as MemberExpression)?.Member.Name switch
    {
        nameof(GalleryPicture.Key) => keyColumn,
        nameof(GalleryPicture.Label) => "label",
        nameof(GalleryPicture.Split) => "split",
        nameof(GalleryPicture.Width) => "width",
        nameof(GalleryPicture.Height) => "height",
        nameof(GalleryPicture.LengthInBytes) => "bytes",
        nameof(GalleryPicture.Modified) => "modified_ns",
        _ => throw Unknown(property),
    };

    private string Term(Expression expression) => Bare(expression) switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } both => $"({Term(both.Left)}) AND ({Term(both.Right)})",
        BinaryExpression { NodeType: ExpressionType.OrElse } either => $"({Term(either.Left)}) OR ({Term(either.Right)})",
        BinaryExpression comparison => Comparison(comparison),
        UnaryExpression { NodeType: ExpressionType.Not } not => $"NOT ({Term(not.Operand)})",
        MethodCallExpression call => Call(call),
        { } constant when !IsOfPicture(constant) && Value(constant) is bool value => value ? "1" : "0",
        _ => throw Unknown(expression),
    };

    private string Comparison(BinaryExpression comparison)
    {
        bool isTurned = !Asks(comparison.Left);
        Expression property = isTurned ? comparison.Right : comparison.Left;
        string column = Column(RequirePicture(property), _keyColumn);
        object? value = Value(isTurned ? comparison.Left : comparison.Right);
        ExpressionType kind = isTurned ? Turned(comparison.NodeType) : comparison.NodeType;
        string sign = kind switch
        {
            ExpressionType.Equal => "IS",
            ExpressionType.NotEqual => "IS NOT",
            ExpressionType.LessThan => "<",
            ExpressionType.LessThanOrEqual => "<=",
            ExpressionType.GreaterThan => ">",
            ExpressionType.GreaterThanOrEqual => ">=",
            _ => throw Unknown(comparison),
        };
        return $"{column} {sign} {Parameter(value)}";
    }

    private string Call(MethodCallExpression call)
    {
        if (call.Method.Name is nameof(string.StartsWith) or nameof(string.EndsWith) or nameof(string.Contains) && call.Object?.Type == typeof(string))
        {
            return OfText(call);
        }

        // Both list.Contains(x) and Enumerable.Contains(list, x); the compiler makes MemoryExtensions.Contains of an array's.
        Expression[] arguments = call.Object is null ? [.. call.Arguments] : [call.Object, .. call.Arguments];
        if (call.Method.Name != nameof(Enumerable.Contains) || arguments.Length < 2 || !IsOfPicture(arguments[1]) || Value(WithoutSpan(arguments[0])) is not IEnumerable values)
        {
            throw Unknown(call);
        }

        string column = Column(RequirePicture(arguments[1]), _keyColumn);
        object?[] all = [.. values.Cast<object?>()];
        string isOneOf = $"coalesce({column} IN ({string.Join(", ", all.Where(value => value is not null).Select(Parameter))}), 0)";
        return all.Contains(null) ? $"{isOneOf} OR {column} IS NULL" : isOneOf;
    }

    private string OfText(MethodCallExpression call)
    {
        bool isOrdinal = call.Arguments is [_] or [_, ConstantExpression { Value: StringComparison.Ordinal }];
        if (!isOrdinal || IsOfPicture(call.Arguments[0]) || Value(call.Arguments[0]) is not (string or char))
        {
            throw Unknown(call);
        }

        string column = Column(RequirePicture(call.Object!), _keyColumn);
        string text = Parameter(Value(call.Arguments[0])!.ToString());
        string isTrue = call.Method.Name switch
        {
            nameof(string.StartsWith) => $"substr({column}, 1, length({text})) = {text}",
            nameof(string.EndsWith) => $"length({column}) >= length({text}) AND substr({column}, length({column}) - length({text}) + 1) = {text}",
            _ => $"instr({column}, {text}) > 0",
        };
        return $"coalesce({isTrue}, 0)";
    }

    private string Parameter(object? value) => value switch
    {
        null => "NULL",
        string or int or long or double => _condition.Parameter(value),
        DateTimeOffset time => _condition.Parameter(UnixTime.Nanoseconds(time)),
        _ => throw new NotSupportedException($"The filter compares with {value} of the type {value.GetType().Name}: strings, numbers and DateTimeOffset can be."),
    };

    private bool IsOfPicture(Expression expression) => Bare(expression) is MemberExpression { Expression: { } owner } && Bare(owner) == _picture;

    /// <summary>Whether a part asks the picture anything.</summary>
    private bool Asks(Expression expression) => new PictureSearch(_picture).IsIn(expression);

    private Expression RequirePicture(Expression expression) => IsOfPicture(expression) ? expression : throw Unknown(expression);

    /// <summary>What a part gives that does not ask the picture.</summary>
    private object? Value(Expression expression)
    {
        if (expression is ConstantExpression constant)
        {
            return constant.Value;
        }

        if (Asks(expression))
        {
            throw Unknown(expression);
        }

        try
        {
            return Expression.Lambda(expression).Compile(preferInterpretation: true).DynamicInvoke();
        }
        catch (TargetInvocationException failure) when (failure.InnerException is Exception reason)
        {
            throw new NotSupportedException($"The filter's part {expression} cannot be computed: {reason.Message}", reason);
        }
    }

    private static Expression Bare(Expression expression) =>
        expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.Quote } conversion ? Bare(conversion.Operand) : expression;

    private static Expression WithoutSpan(Expression expression) =>
        expression is MethodCallExpression { Method.Name: "op_Implicit", Arguments: [Expression array] } ? array : expression;

    private static ExpressionType Turned(ExpressionType kind) => kind switch
    {
        ExpressionType.LessThan => ExpressionType.GreaterThan,
        ExpressionType.LessThanOrEqual => ExpressionType.GreaterThanOrEqual,
        ExpressionType.GreaterThan => ExpressionType.LessThan,
        ExpressionType.GreaterThanOrEqual => ExpressionType.LessThanOrEqual,
        _ => kind,
    };

    private static NotSupportedException Unknown(Expression expression) => new(
        $"The filter's part {expression} cannot be asked of a gallery: compare Key, Label, Split, Width, Height, LengthInBytes or Modified with values, and combine by &&, || and !.");

    /// <summary>Looks for the picture in a part of the filter.</summary>
    private sealed class PictureSearch(ParameterExpression picture) : ExpressionVisitor
    {
        private bool _isFound;

        public bool IsIn(Expression expression)
        {
            Visit(expression);
            return _isFound;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _isFound |= node == picture;
            return node;
        }
    }
}
