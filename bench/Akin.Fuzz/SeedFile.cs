namespace Akin.Fuzz;

/// <summary>A good file to start from.</summary>
/// <param name="Format">Its row in the table.</param>
/// <param name="Name">Which kind of the format.</param>
/// <param name="Bytes">The whole file.</param>
internal sealed record SeedFile(string Format, string Name, byte[] Bytes);
