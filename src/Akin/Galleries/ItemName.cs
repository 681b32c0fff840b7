namespace Akin.Galleries;

/// <summary>What an item is called in the catalogue.</summary>
/// <param name="Root">The name of its root.</param>
/// <param name="Key">Its path below the root, with <c>/</c> between its parts.</param>
internal readonly record struct ItemName(string Root, string Key);
