namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Finds the user's access token. It is never printed, not even where it is wrong.</summary>
internal static class HubToken
{
    /// <summary>Tokens have some 40 characters; a file that is much longer is something else.</summary>
    private const int LengthLimit = 4096;

    /// <summary>The token of <c>HF_TOKEN</c>, or else of the file that a login leaves, or null.</summary>
    /// <exception cref="HubException">It has characters that no token has.</exception>
    public static string? Find(Func<string, string?> variable, string filePath)
    {
        if (Clean(variable("HF_TOKEN"), "HF_TOKEN") is string explicitToken)
        {
            return explicitToken;
        }

        if (Clean(variable("HUGGING_FACE_HUB_TOKEN"), "HUGGING_FACE_HUB_TOKEN") is string oldToken)
        {
            return oldToken;
        }

        return HubSettings.IsSet(variable("HF_HUB_DISABLE_IMPLICIT_TOKEN")) ? null : Clean(ReadFile(filePath), filePath);
    }

    private static string? ReadFile(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.Exists && file.Length <= LengthLimit ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Most models need no token: one that cannot be read is like none, and a model that needs it says so.
            return null;
        }
    }

    private static string? Clean(string? value, string source)
    {
        string token = (value ?? string.Empty).Trim();
        if (token.Any(character => character is <= ' ' or > '~') || token.Length > LengthLimit)
        {
            throw new HubException(HubFailure.Refused, $"The token in {source} has characters that no token has: copy it again from https://huggingface.co/settings/tokens.");
        }

        return token.Length == 0 ? null : token;
    }
}
