using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Akin.Testing.Hub;

/// <summary>A server on this machine that speaks HTTP to the letter, so that it can also break it: one request a connection.</summary>
internal sealed class HubServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<HubRequest> _requests = new();

    public HubServer()
    {
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>The address, without a slash at its end.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What came in, in order.</summary>
    public IReadOnlyList<HubRequest> Requests => [.. _requests];

    /// <summary>The sound answer to a request.</summary>
    public Func<HubRequest, HubReply> Serve { get; set; } = _ => HubReply.Error(404);

    /// <summary>An answer to be given instead, or null. Called before <see cref="Serve"/>.</summary>
    public Func<HubRequest, HubReply?> Misbehave { get; set; } = _ => null;

    public void ForgetRequests() => _requests.Clear();

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        CancellationToken stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(stop);
                _ = TalkAsync(client, stop);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                HubRequest request = await ReadAsync(stream, stop);
                _requests.Enqueue(request);
                await SendAsync(stream, request, Misbehave(request) ?? Serve(request), stop);
                client.Client.Shutdown(SocketShutdown.Send);
                _ = await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, stop);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private static async Task<HubRequest> ReadAsync(NetworkStream stream, CancellationToken stop)
    {
        StringBuilder text = new();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, stop);
            text.Append((char)one[0]);
        }

        string[] lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] start = lines[0].Split(' ');
        Dictionary<string, string> headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0].ToLowerInvariant(), parts => parts[1], StringComparer.Ordinal);
        return new HubRequest(start[0], start[1], headers);
    }

    private static async Task SendAsync(NetworkStream stream, HubRequest request, HubReply reply, CancellationToken stop)
    {
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} Whatever\r\nConnection: close\r\n");
        if (!reply.HidesLength)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.SaidLength ?? reply.Body.Length}\r\n");
        }

        foreach ((string name, string value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), stop);
        if (request.Method == "HEAD")
        {
            return;
        }

        int sent = Math.Min(reply.Body.Length, Math.Min(reply.CutAfter ?? int.MaxValue, reply.StallAfter ?? int.MaxValue));
        await stream.WriteAsync(reply.Body.AsMemory(0, sent), stop);
        while (reply.StallAfter is not null && sent < reply.Body.Length)
        {
            await Task.Delay(20, stop);
            if (reply.Trickles)
            {
                await stream.WriteAsync(reply.Body.AsMemory(sent++, 1), stop);
            }
        }
    }
}
