using System.Globalization;
using System.Net;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Says in one sentence why there is no answer to use. What a server writes is not repeated: nobody knows what it holds.</summary>
internal static class HubRefusal
{
    /// <summary>The sentence for an answer of the Hub that is no success.</summary>
    public static HubException Explain(HttpResponseMessage answer, HubSettings settings, HubId id, string? filePath)
    {
        string host = settings.Endpoint.Authority;
        string kind = id.Kind == HubRepositoryKind.Model ? "model" : "data set";
        string page = new Uri(settings.Endpoint, id.PagePath).AbsoluteUri;
        string code = answer.Headers.TryGetValues("X-Error-Code", out IEnumerable<string>? values) ? values.First() : string.Empty;
        return (code, answer.StatusCode) switch
        {
            ("GatedRepo", _) => new(
                HubFailure.Refused,
                $"The {kind} {id.Name} is gated: accept its terms at {page}, and set HF_TOKEN to a token of the account that did."),
            ("RevisionNotFound", _) => new(HubFailure.NoRevision, $"The {kind} {id.Name} has no revision {id.Revision} on {host}: name one of its branches, tags or commits after the @."),
            ("EntryNotFound", _) => new(HubFailure.NoFile, $"The {kind} {id} has no file {filePath} on {host}."),
            ("DisabledRepo", _) => new(HubFailure.Refused, $"The {kind} {id.Name} has been disabled on {host}: choose another."),
            (_, HttpStatusCode.Unauthorized) when code.Length == 0 && settings.Token is not null => new(
                HubFailure.Refused, $"{host} does not accept the token: set HF_TOKEN to a valid one, or unset it."),
            ("RepoNotFound", _) or (_, HttpStatusCode.NotFound or HttpStatusCode.Unauthorized) => new(
                HubFailure.NoRepository,
                $"There is no {kind} {id.Name} on {host}, or it is private, and there is no folder of that name here: check the name, or set HF_TOKEN to a token that may read it."),
            (_, HttpStatusCode.Forbidden) => new(HubFailure.Refused, $"{host} refuses access to {page}: see there what it asks for, and set HF_TOKEN to a token that may read it."),
            (_, HttpStatusCode.TooManyRequests) => new(HubFailure.ServerFault, $"{host} has had too many requests from here: try again in {WaitOf(answer)}."),
            (_, >= HttpStatusCode.InternalServerError) or (_, HttpStatusCode.RequestTimeout) => new(
                HubFailure.ServerFault, $"{host} cannot answer now (status {(int)answer.StatusCode}): try again later."),
            _ => new(HubFailure.BadAnswer, $"{host} answers {page} with status {(int)answer.StatusCode}, which is none of the Hub's: check HF_ENDPOINT."),
        };
    }

    /// <summary>The sentence for a request that got no answer.</summary>
    public static HubException Explain(Exception exception, Uri address, HubSettings settings) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new(
            HubFailure.NoAnswer, $"The host {address.Host} is not found: check the network and HF_ENDPOINT, or name a model that is in the cache.", exception),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new(
            HubFailure.NoAnswer, $"{address.Authority} cannot be reached: check the network and HF_ENDPOINT, or name a model that is in the cache.", exception),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(
            HubFailure.NoAnswer, $"There is no secure connection to {address.Authority}: its certificate is not trusted, or it does not speak HTTPS.", exception),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new(
            HubFailure.BadAnswer, $"{address.Authority} answers with headers longer than any that the Hub sends: check HF_ENDPOINT.", exception),
        Polly.Timeout.TimeoutRejectedException => new(
            HubFailure.NoAnswer, string.Create(CultureInfo.InvariantCulture, $"{address.Authority} gave no answer within {settings.AnswerTimeout.TotalSeconds:0.###} s: try again, or raise HF_HUB_ETAG_TIMEOUT."), exception),
        _ => new(HubFailure.NoAnswer, $"The connection to {address.Authority} broke: try again.", exception),
    };

    private static string WaitOf(HttpResponseMessage answer) =>
        answer.Headers.RetryAfter?.Delta is TimeSpan wait ? string.Create(CultureInfo.InvariantCulture, $"{wait.TotalSeconds:0} s") : "some minutes";
}
