namespace Akin.Galleries;

/// <summary>How far an indexing run is.</summary>
/// <param name="SettledCount">Files that have their outcome, unchanged ones not counted.</param>
/// <param name="ToDoCount">Files that are new or changed, and so need to be read: settled ones included.</param>
public sealed record IndexProgress(int SettledCount, int ToDoCount);
