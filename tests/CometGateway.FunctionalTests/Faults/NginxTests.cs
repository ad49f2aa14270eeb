using System.Globalization;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Faults;

/// <summary>A real poll-only site: nginx serving a file, whose ETag and Last-Modified know whole seconds only.</summary>
public sealed class NginxTests : IAsyncLifetime
{
    private const int Writes = 16;
    private NginxSite _site = null!;
    private GatewayApp _gateway = null!;

    public async Task InitializeAsync()
    {
        _site = await NginxSite.StartAsync();
        _gateway = await GatewayApp.StartAsync(GatewayJson.Of(_site.Address, """{ "Poll": { "Interval": "00:00:00.100" } }"""));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task File_RewrittenFiveTimesASecondAtTheSameLength_EndsOnItsLastState()
    {
        _site.Write("prices.json", Body(0));
        await using var client = SseClient.Open(new(_gateway.Address, "/prices.json"));
        await client.BodyAsync(Body(0));

        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var i = 1; i <= Writes; i++)
        {
            await pace.WaitForNextTickAsync();
            _site.Write("prices.json", Body(i));
        }

        await client.BodyAsync(Body(Writes));
        var seen = client.Bodies().Select(body => int.Parse(body.AsSpan("{\"price\":".Length, 5), CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(seen.Distinct(), seen);

        // The file rests now: once its time is two seconds old its validators can be trusted, and polls cost nginx nothing but a 304.
        var before = _site.Requests.Count;
        await Eventually.IsTrueAsync(
            () => _site.Requests.Skip(before).TakeLast(5).Count(request => request.Status == 304) == 5, "five polls in a row answered 304");
        Assert.All(_site.Requests.TakeLast(5), request => Assert.NotEqual("-", request.IfNoneMatch));
        Assert.Equal(Body(Writes), client.Bodies()[^1]);
        await client.StatesAsync("live");
    }

    [Fact]
    public async Task PlainGet_OfAWatchedFile_HasNginxsOwnValidators()
    {
        _site.Write("page.txt", "one");
        await using var client = SseClient.Open(new(_gateway.Address, "/page.txt"));
        await client.BodyAsync("one");
        using var http = TestClient.Create(_gateway.Address);


        var answer = await PlainAnswer.OfAsync(http, "GET", "/page.txt");
        var again = await PlainAnswer.OfAsync(http, "GET", "/page.txt", ("If-None-Match", answer["ETag"]!));

        Assert.Equal((200, "one", 304), (answer.Status, answer.Body, again.Status));
        Assert.Equal(answer["Last-Modified"], again["Last-Modified"]);
    }

    private static string Body(int n) => string.Create(CultureInfo.InvariantCulture, $$"""{"price":{{10000 + n}}}""");
}
