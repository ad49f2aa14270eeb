using System.Collections.Concurrent;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Load;

/// <summary>One EventSource-like client of a crowd, and when each of its connections was begun.</summary>
internal sealed class CrowdMember : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http;

    public CrowdMember(Uri url, HttpMessageHandler shared, SseClientOptions options)
    {
        Begun = [];
        _http = new(new NoteBegin(shared, Begun), disposeHandler: false);
        Client = SseClient.Open(url, options with { Http = _http });
    }

    public SseClient Client { get; }

    /// <summary>In order: connections follow each other.</summary>
    public ConcurrentQueue<DateTimeOffset> Begun { get; }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        _http.Dispose();
    }

    private sealed class NoteBegin(HttpMessageHandler inner, ConcurrentQueue<DateTimeOffset> begun) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            begun.Enqueue(TimeProvider.System.GetUtcNow());
            return base.SendAsync(request, cancellationToken);
        }
    }
}
