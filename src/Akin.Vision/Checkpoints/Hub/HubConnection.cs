using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly.Timeout;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Speaks HTTP with the Hub: retries, redirects by hand, the token for the Hub's own host only. Thread-safe.</summary>
internal sealed class HubConnection : IDisposable
{
    private const int RedirectLimit = 10;

    /// <summary>The description of a repository with all its files' names has some megabytes at most.</summary>
    private const int JsonLimitInBytes = 64 << 20;

    private readonly HubSettings _settings;
    private readonly HttpClient _client;

    public HubConnection(HubSettings settings)
    {
        _settings = settings;

        // Each attempt has its own limit, and bodies are watched as they arrive.
        _client = new HttpClient(HubRetry.Handler(settings)) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Accept.ParseAdd("*/*");
        _client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
        _client.DefaultRequestHeaders.UserAgent.ParseAdd($"akin/{typeof(HubConnection).Assembly.GetName().Version?.ToString(3)}");
    }

    /// <summary>The address of a file at a revision.</summary>
    public Uri FileAddress(HubId id, string path) =>
        new(_settings.Endpoint, $"{id.PagePath}/resolve/{Uri.EscapeDataString(id.Revision)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Whether an address is on the Hub's own host, which alone gets the token.</summary>
    public bool IsHub(Uri address) =>
        address.Scheme == _settings.Endpoint.Scheme && address.Port == _settings.Endpoint.Port && address.Host.Equals(_settings.Endpoint.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Sends a request and follows redirects.</summary>
    /// <param name="method">HEAD or GET.</param>
    /// <param name="address">Where to begin.</param>
    /// <param name="offset">The first byte wanted; 0 for all.</param>
    /// <param name="leavesHub">Whether to follow a redirect to another host.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    /// <exception cref="HubException">There is no answer, or the redirects lead nowhere.</exception>
    public async Task<HubAnswer> SendAsync(HttpMethod method, Uri address, long offset, bool leavesHub, CancellationToken cancellationToken)
    {
        HubFileFacts facts = new(null, null, null);
        for (int redirectCount = 0; redirectCount <= RedirectLimit; redirectCount++)
        {
            HttpResponseMessage answer = await SendOnceAsync(method, address, offset, cancellationToken).ConfigureAwait(false);
            if (IsHub(address))
            {
                facts = facts.Or(HubFileFacts.Of(answer));
            }

            if (!IsRedirect(answer.StatusCode) || answer.Headers.Location is not Uri location)
            {
                return new HubAnswer(answer, address, facts);
            }

            Uri next = new(address, location);
            if (!leavesHub && !IsHub(next))
            {
                return new HubAnswer(answer, address, facts);
            }

            answer.Dispose();
            RequireSafe(address, next);
            address = next;
        }

        throw new HubException(HubFailure.BadAnswer, $"{_settings.Endpoint.Authority} redirects in circles: check HF_ENDPOINT.");
    }

    /// <summary>Gets a JSON document of the Hub's interface, and the address of its next page if it has one.</summary>
    /// <exception cref="HubException">There is no answer, it is a refusal, or it is no JSON.</exception>
    public async Task<(JsonDocument Document, Uri? Next)> GetJsonAsync(HubId id, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await HubRetry.Bodies(_settings).ExecuteAsync(async token => await GetJsonOnceAsync(id, address, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenBodyException exception)
        {
            throw new HubException(HubFailure.NoAnswer, exception.Message, exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static void RequireSafe(Uri from, Uri to)
    {
        bool isDowngrade = from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps;
        if (isDowngrade || to.Scheme is not ("http" or "https"))
        {
            throw new HubException(HubFailure.BadAnswer, $"{from.Authority} redirects from HTTPS to an address without it: nothing was asked for there.");
        }
    }

    /// <summary>The page that the header <c>Link: &lt;ADDRESS&gt;; rel="next"</c> names (RFC 8288).</summary>
    private static Uri? NextPage(HttpResponseMessage answer, Uri address)
    {
        string? link = answer.Headers.TryGetValues("Link", out IEnumerable<string>? values)
            ? values.SelectMany(value => value.Split(',')).FirstOrDefault(value => value.Contains("rel=\"next\"", StringComparison.Ordinal))
            : null;
        int start = link?.IndexOf('<', StringComparison.Ordinal) ?? -1;
        int end = link?.IndexOf('>', StringComparison.Ordinal) ?? -1;
        return start >= 0 && end > start && Uri.TryCreate(address, link![(start + 1)..end], out Uri? next) ? next : null;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, Uri address, long offset, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, address);
        if (_settings.Token is string token && IsHub(address))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
        }

        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException)
        {
            throw HubRefusal.Explain(exception, address, _settings);
        }
    }

    private async Task<(JsonDocument Document, Uri? Next)> GetJsonOnceAsync(HubId id, Uri address, CancellationToken cancellationToken)
    {
        using HubAnswer answer = await SendAsync(HttpMethod.Get, address, 0, leavesHub: false, cancellationToken).ConfigureAwait(false);
        if (answer.Message.StatusCode != HttpStatusCode.OK)
        {
            throw HubRefusal.Explain(answer.Message, _settings, id, null);
        }

        using MemoryStream text = new();
        await new HubBody(answer, _settings).CopyToAsync((bytes, _) => Collect(text, bytes, address), cancellationToken).ConfigureAwait(false);
        try
        {
            return (JsonTexts.Parse(text.GetBuffer().AsMemory(0, (int)text.Length)), NextPage(answer.Message, answer.Address));
        }
        catch (JsonException exception)
        {
            throw new HubException(HubFailure.BadAnswer, $"{address.Authority} gives a description of {id.Name} that is no JSON: check HF_ENDPOINT.", exception);
        }
    }

    private static ValueTask Collect(MemoryStream text, ReadOnlyMemory<byte> bytes, Uri address)
    {
        if (text.Length + bytes.Length > JsonLimitInBytes)
        {
            throw new HubException(HubFailure.BadAnswer, $"{address.Authority} gives a description that is longer than {JsonLimitInBytes} bytes: check HF_ENDPOINT.");
        }

        text.Write(bytes.Span);
        return ValueTask.CompletedTask;
    }
}
