using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Upstreams;

public sealed class RawSiteTests
{
    [Fact]
    public async Task Answering_ExactBytes_AreWhatTheClientReads()
    {
        await using var site = RawSite.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Odd: a\r\n\r\nhi");
        using var http = TestClient.Create(site.Address);

        Assert.Equal("hi", await http.GetStringAsync(new Uri("/page", UriKind.Relative)));
        Assert.StartsWith("GET /page HTTP/1.1\r\n", Assert.Single(site.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answering_ContentLengthTooLong_IsAPrematureEnd()
    {
        await using var site = RawSite.Answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
        using var http = TestClient.Create(site.Address);

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri("/", UriKind.Relative)));

        Assert.Equal(HttpRequestError.ResponseEnded, fault.HttpRequestError);
    }

    [Fact]
    public async Task Start_ScriptThatHangs_EndsWithTheSite()
    {
        var site = RawSite.Start(static async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.HangAsync();
        });
        using var http = TestClient.Create(site.Address);
        var asked = http.GetAsync(new Uri("/", UriKind.Relative));
        await Eventually.IsTrueAsync(() => site.Requests.Count == 1, "the request at the raw site");

        await site.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => asked);
    }

    [Fact]
    public async Task Start_ScriptThatResets_IsAFault()
    {
        await using var site = RawSite.Start(static async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n");
            connection.Reset();
        });
        using var http = TestClient.Create(site.Address);

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri("/", UriKind.Relative)));
    }
}
