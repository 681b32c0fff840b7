using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>When a request is sent again, and after how long.</summary>
internal static class HubRetry
{
    /// <summary>Attempts at a server that answers with a passing fault, or breaks off: waits of 1, 2, 4 and 8 s, give or take.</summary>
    public const int Attempts = 5;

    /// <summary>Attempts at a server that is not reached at all: a user without network should not wait long to hear it.</summary>
    private const int AttemptsWithoutConnection = 2;

    /// <summary>The longest wait that a server is granted by Retry-After. The Hub counts requests in windows of 5 minutes.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>What sends requests: retries around the time limit of one attempt around the network. Redirects are left to the caller.</summary>
    public static HttpMessageHandler Handler(HubSettings settings)
    {
        ResiliencePipeline<HttpResponseMessage> limit = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddTimeout(new HttpTimeoutStrategyOptions { Timeout = settings.AnswerTimeout })
            .Build();
        ResiliencePipeline<HttpResponseMessage> retries = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = settings.Time }
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = Attempts - 1,
                Delay = FirstWait,
                BackoffType = DelayBackoffType.Exponential,
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthAnotherAttempt(arguments)),
            })
            .Build();
        SocketsHttpHandler network = new() { AllowAutoRedirect = false, UseCookies = false };
        return new ResilienceHandler(retries) { InnerHandler = new ResilienceHandler(limit) { InnerHandler = network } };
    }

    /// <summary>Repeats what ends in a <see cref="BrokenBodyException"/>. Attempts that brought something do not count, so that a large file comes through a bad line.</summary>
    public static ResiliencePipeline Bodies(HubSettings settings)
    {
        int failures = 0;
        return new ResiliencePipelineBuilder { TimeProvider = settings.Time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = arguments =>
                {
                    if (arguments.Outcome.Exception is not BrokenBodyException broken)
                    {
                        return ValueTask.FromResult(false);
                    }

                    failures = broken.BroughtSomething ? 1 : failures + 1;
                    return ValueTask.FromResult(failures < Attempts);
                },
                DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(FirstWait * Math.Pow(2, failures - 1)),
            })
            .Build();
    }

    private static bool IsWorthAnotherAttempt(RetryPredicateArguments<HttpResponseMessage> arguments) => arguments.Outcome switch
    {
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } } =>
            arguments.AttemptNumber < AttemptsWithoutConnection - 1,
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ConfigurationLimitExceeded } } => false,
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: HttpResponseMessage answer } => IsPassing(answer.StatusCode) && WaitOf(answer) <= LongestWait,
        _ => false,
    };

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static TimeSpan WaitOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: TimeSpan wait } => wait,
        { Date: DateTimeOffset date } => date - TimeProvider.System.GetUtcNow(),
        _ => TimeSpan.Zero,
    };
}
