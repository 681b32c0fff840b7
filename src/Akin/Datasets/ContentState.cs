namespace Akin.Datasets;

/// <summary>What is known of a file's bytes before they are decoded.</summary>
internal enum ContentState
{
    /// <summary>Nothing: they are to be decoded and encoded.</summary>
    New,

    /// <summary>They are the ones that were known of this file.</summary>
    Unchanged,

    /// <summary>They are another file's, whose embedding is known or under way.</summary>
    Recognised,
}
