using System.Net;

namespace CometGateway.TestKit;

/// <summary>HTTP clients that add nothing of their own: no proxy, cookies, redirects, overall timeout, or decoding unless <see cref="CodingSwitch"/> says so.</summary>
public static class TestClient
{
    public static HttpClient Create(Uri? baseAddress = null) =>
        new(CreateHandler()) { BaseAddress = baseAddress, Timeout = Timeout.InfiniteTimeSpan };

    public static SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = CodingSwitch.Accepted,
        ActivityHeadersPropagator = null,
        // A stream that a test closes is closed at once.
        ResponseDrainTimeout = TimeSpan.Zero,
    };
}
