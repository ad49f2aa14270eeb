using CometGateway.TestKit;
using CometGateway.TestKit.Deltas;
using CometGateway.TestKit.Processes;

namespace CometGateway.FunctionalTests.WireClients;

/// <summary>What somebody sees who has nothing but curl.</summary>
public sealed class CurlTests
{
    [Fact]
    public async Task LinesOfJson_OfAPage_MakeItsText()
    {
        await using var pages = await WirePages.StartAsync();
        await using var curl = pages.Curl("-H", "Accept: application/x-ndjson", pages.UrlOf(WirePages.One) + "?comet.events=text-delta");
        await curl.Output.FollowAsync(url: null, WirePages.Text(0));
        pages.Show(1);
        var lines = await curl.Output.FollowAsync(url: null, WirePages.Text(1));

        Assert.StartsWith("{\"event\":\"retry\",\"data\":", curl.Output.Items[0], StringComparison.Ordinal);
        Assert.Equal(["snapshot", "delta"], lines.Select(line => line.Text("event")));
        Assert.All(lines, line => Assert.Equal(16, line.Text("id")!.Length));
    }

    [Fact]
    public async Task LinesOfJson_OfTwoPages_NameTheirUrlsAsTheyWereWritten()
    {
        await using var pages = await WirePages.StartAsync();
        await using var curl = pages.Curl("-H", "Accept: application/x-ndjson", pages.StreamOf(WirePages.One, WirePages.Two));
        for (var n = 0; n < 3; n++)
        {
            pages.Show(n);
            await curl.Output.FollowAsync(WirePages.One, WirePages.Text(n));
            await curl.Output.FollowAsync(WirePages.Two, WirePages.Text(n));
        }
    }

    [Fact]
    public async Task LongPoll_WithADelta_IsAnsweredBy226WhenThePageChanges()
    {
        await using var pages = await WirePages.StartAsync();
        var url = pages.UrlOf(WirePages.One);
        var tag = Header(await HeadAsync(pages.Curl("-i", "-H", "Prefer: wait=30", url)), "ETag");
        await using var curl = pages.Curl("-i", "-H", "Prefer: wait=30", "-H", "A-IM: text-delta", "-H", $"If-None-Match: {tag}", url);
        await pages.HeldAsync(2);
        Assert.Empty(curl.Output.Items);

        pages.Show(1);
        Assert.Equal(0, await curl.ExitAsync());

        var lines = curl.Output.Items;
        Assert.Equal("HTTP/1.1 226 IM Used", lines[0]);
        Assert.Equal(("text-delta", tag, "wait=30"), (Header(lines, "IM"), Header(lines, "Delta-Base"), Header(lines, "Preference-Applied")));
        Assert.NotEqual(tag, Header(lines, "ETag"));
        Assert.Equal(WirePages.Text(1), TextDeltaReader.Apply(WirePages.Text(0), lines[^1]));
    }

    private static async Task<IReadOnlyList<string>> HeadAsync(ChildProcess curl)
    {
        await using (curl)
        {
            Assert.Equal(0, await curl.ExitAsync());
            return curl.Output.Items;
        }
    }

    private static string Header(IReadOnlyList<string> lines, string name) =>
        lines.First(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
}
