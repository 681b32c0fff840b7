using System.Globalization;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Where the Hub and its cache are and how to ask, by the variables that <c>huggingface_hub</c> reads.</summary>
internal sealed record HubSettings
{
    private const string DefaultEndpoint = "https://huggingface.co";

    /// <summary>The folder <c>hub</c> that holds one folder a repository.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>The Hub's address, with a slash at its end.</summary>
    public Uri Endpoint { get; init; } = new(DefaultEndpoint + "/");

    /// <summary>What proves who asks, or null. It goes to <see cref="Endpoint"/>'s host only.</summary>
    public string? Token { get; init; }

    /// <summary>Whether the network must not be used.</summary>
    public bool IsOffline { get; init; }

    /// <summary>The longest wait for an answer to begin.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for the next <see cref="HubBody.LeastBytesATimeout"/> bytes of a file.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time that waits between attempts pass in.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The settings of this process.</summary>
    /// <exception cref="HubException">A variable holds what it cannot mean.</exception>
    public static HubSettings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <summary>The settings by variables.</summary>
    /// <param name="variable">Gives a variable's value, or null.</param>
    public static HubSettings From(Func<string, string?> variable)
    {
        string home = Path(variable, "HF_HOME")
            ?? System.IO.Path.Combine(Path(variable, "XDG_CACHE_HOME") ?? System.IO.Path.Combine(UserFolder(variable), ".cache"), "huggingface");
        HubSettings settings = new()
        {
            CacheFolder = System.IO.Path.GetFullPath(Path(variable, "HF_HUB_CACHE") ?? Path(variable, "HUGGINGFACE_HUB_CACHE") ?? System.IO.Path.Combine(home, "hub")),
            Endpoint = EndpointOf(variable("HF_ENDPOINT")),
            IsOffline = IsSet(variable("HF_HUB_OFFLINE")) || IsSet(variable("TRANSFORMERS_OFFLINE")),
            Token = HubToken.Find(variable, Path(variable, "HF_TOKEN_PATH") ?? System.IO.Path.Combine(home, "token")),
        };
        return settings with
        {
            AnswerTimeout = Seconds(variable("HF_HUB_ETAG_TIMEOUT")) ?? settings.AnswerTimeout,
            StallTimeout = Seconds(variable("HF_HUB_DOWNLOAD_TIMEOUT")) ?? settings.StallTimeout,
        };
    }

    /// <summary>Whether a variable's value means yes, as Python's client reads it.</summary>
    internal static bool IsSet(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    private static Uri EndpointOf(string? text)
    {
        string address = string.IsNullOrWhiteSpace(text) ? DefaultEndpoint : text.Trim().TrimEnd('/');
        bool isAddress = Uri.TryCreate(address + "/", UriKind.Absolute, out Uri? endpoint)
            && endpoint.Scheme is "http" or "https"
            && endpoint is { Query: "", Fragment: "", UserInfo: "" };
        return isAddress
            ? endpoint!
            : throw new HubException(HubFailure.NoAnswer, "HF_ENDPOINT is no address of a server: set it to one such as https://huggingface.co, or unset it.");
    }

    private static TimeSpan? Seconds(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is > 0 and < 86_400 ? TimeSpan.FromSeconds(seconds) : null;

    private static string? Path(Func<string, string?> variable, string name)
    {
        string? value = variable(name);
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        return value == "~" || value.StartsWith("~/", StringComparison.Ordinal) ? UserFolder(variable) + value[1..] : value;
    }

    private static string UserFolder(Func<string, string?> variable) =>
        variable("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
