using Microsoft.AspNetCore.Http;

namespace CometGateway.TestKit.Sites;

/// <summary>What stands between browsers and a gateway and hands an answer on only when it is complete: a virus scanner, a proxy that buffers.</summary>
public sealed class Middlebox : IAsyncDisposable
{
    /// <summary>Of a connection, and not of a message (RFC 9110 §7.6.1); lengths are set anew.</summary>
    private static readonly HashSet<string> _ofTheConnection =
        new(["Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Upgrade", "Host"], StringComparer.OrdinalIgnoreCase);

    private readonly HttpClient _http;
    private readonly ScriptedSite _front;
    private readonly bool _sendsHeads;

    private Middlebox(ScriptedSite front, Uri gateway, bool sendsHeads)
    {
        (_front, _sendsHeads) = (front, sendsHeads);
        _http = TestClient.Create(gateway);
        front.Otherwise(ForwardAsync);
    }

    public Uri Address => _front.Address;

    /// <summary>What browsers asked it.</summary>
    public RequestLog Requests => _front.Requests;

    /// <param name="sendsHeads">Whether status and headers go on at once and only bodies are held back.</param>
    public static async Task<Middlebox> StartAsync(Uri gateway, bool sendsHeads) => new(await ScriptedSite.StartAsync(), gateway, sendsHeads);

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new(context.Request.Method), new Uri(context.Request.Path + context.Request.QueryString.Value, UriKind.Relative));
        foreach (var (name, value) in context.Request.Headers.Where(field => !_ofTheConnection.Contains(field.Key)))
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Where(field => !_ofTheConnection.Contains(field.Key)))
            context.Response.Headers[name] = values.ToArray();
        if (_sendsHeads) await context.Response.StartAsync(context.RequestAborted);
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (body.Length > 0) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
