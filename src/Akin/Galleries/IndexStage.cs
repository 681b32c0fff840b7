namespace Akin.Galleries;

/// <summary>What a run is at. Each begins when it is told of, and ends with the next one.</summary>
public enum IndexStage
{
    /// <summary>Files are read, decoded and encoded.</summary>
    Encode,

    /// <summary>Embeddings are written to the vector file and flushed to the disk.</summary>
    Append,

    /// <summary>The catalogue takes them in one transaction.</summary>
    Commit,

    /// <summary>Codes are built, tuned and written.</summary>
    Codes,

    /// <summary>Lists are built, tuned and written.</summary>
    Lists,

    /// <summary>The gallery is rewritten without the rows of removed pictures.</summary>
    Compaction,

    /// <summary>Embeddings are compared with their checksums. Nothing is written.</summary>
    Verify,
}
