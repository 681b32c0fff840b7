namespace Akin.Testing.Hub;

/// <summary>An answer to be sent, sound or not.</summary>
internal sealed record HubReply(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    /// <summary>How much of the body to send before the connection is cut; null for all.</summary>
    public int? CutAfter { get; init; }

    /// <summary>How much of the body to send before nothing more comes; null for all.</summary>
    public int? StallAfter { get; init; }

    /// <summary>Whether to send a byte now and then once stalled, as a slow loris does.</summary>
    public bool Trickles { get; init; }

    /// <summary>What to say of the body's length instead of the truth.</summary>
    public long? SaidLength { get; init; }

    /// <summary>Whether not to say the length.</summary>
    public bool HidesLength { get; init; }

    public static HubReply Json(string json, params (string Name, string Value)[] headers) =>
        new(200, System.Text.Encoding.UTF8.GetBytes(json), [("Content-Type", "application/json"), .. headers]);

    public static HubReply Error(int status, string? code = null) =>
        new(status, System.Text.Encoding.UTF8.GetBytes("{\"error\":\"no\"}"), code is null ? [] : [("X-Error-Code", code)]);

    public static HubReply Redirect(string location, params (string Name, string Value)[] headers) => new(302, [], [("Location", location), .. headers]);
}
