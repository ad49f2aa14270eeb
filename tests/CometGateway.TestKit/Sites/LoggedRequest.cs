using Microsoft.AspNetCore.Http;

namespace CometGateway.TestKit.Sites;

/// <summary>One request as a site received it.</summary>
public sealed class LoggedRequest(HttpContext context, DateTimeOffset time)
{
    private readonly Dictionary<string, string> _headers =
        context.Request.Headers.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    public string Method { get; } = context.Request.Method;

    public string Path { get; } = context.Request.Path.Value ?? "";

    /// <summary>Empty, or with its leading question mark.</summary>
    public string Query { get; } = context.Request.QueryString.Value ?? "";

    public IReadOnlyDictionary<string, string> Headers => _headers;

    public DateTimeOffset Time { get; } = time;

    /// <summary>What the site answered; 0 while it has not, or when it broke the connection.</summary>
    public int Status { get; private set; }

    /// <summary>The field's value, or null when the request did not carry it.</summary>
    public string? this[string header] => _headers.GetValueOrDefault(header);

    public override string ToString() =>
        $"{Time:HH:mm:ss.fff} {Method} {Path}{Query} → {Status} {string.Join("; ", _headers.Select(field => field.Key + ": " + field.Value))}";

    internal bool Is(string path) => string.Equals(Path, path, StringComparison.Ordinal);

    internal void Answered(int status) => Status = status;
}
