using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries;

/// <summary>A condition on the catalogue's items, as SQL with parameters of its own. Made by one thread, then read by any.</summary>
internal sealed class ItemCondition
{
    /// <summary>Fewer than SQLite takes in a statement, which has some of its own.</summary>
    private const int ParameterLimit = 30_000;

    private readonly List<object> _values = [];
    private readonly List<string> _terms = [];

    /// <summary>What follows <c>WHERE</c>: true for every item where nothing was asked.</summary>
    public string Sql => _terms.Count == 0 ? "1" : string.Join(" AND ", _terms);

    /// <summary>Makes a value a parameter.</summary>
    /// <param name="value">What SQLite keeps: a string, a number.</param>
    /// <returns>The parameter's name, to be put into a term.</returns>
    /// <exception cref="NotSupportedException">There are too many.</exception>
    public string Parameter(object value)
    {
        if (_values.Count == ParameterLimit)
        {
            throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"A filter compares with {ParameterLimit:N0} values at most."));
        }

        _values.Add(value);
        return NameOf(_values.Count - 1);
    }

    /// <summary>Asks for one more thing.</summary>
    /// <param name="term">An expression of SQL over columns of <c>items</c> and parameters; it is put in parentheses.</param>
    public void And(string term) => _terms.Add($"({term})");

    /// <summary>Asks that a column has one of some values; any where there are none.</summary>
    public void AndAnyOf(string column, IReadOnlyCollection<string> values)
    {
        if (values.Count > 0)
        {
            And($"{column} IN ({string.Join(", ", values.Select(Parameter))})");
        }
    }

    /// <summary>Gives a command the parameters.</summary>
    public void Bind(SqliteCommand command)
    {
        for (int index = 0; index < _values.Count; index++)
        {
            command.Parameters.AddWithValue(NameOf(index), _values[index]);
        }
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"$where{index}");
}
