using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Deltas;
using CometGateway.TestKit.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Deltas;

/// <summary>A change that is several events may be cut between two of them: the client then has neither of the two states.</summary>
public sealed class CutChangeTests
{
    [Fact]
    public async Task Items_CutWithinAChange_ComeAgainAsAWhole()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.SetBody("/page", "application/json", Items(1, 2, 3, 4, 5, 6));
        var list = new ItemListReader();
        ReceivedEvent cut;
        await using (var client = page.Open("/page?comet.events=items"))
        {
            await client.WaitUntilAsync(events => events.Count(one => one.Type is "added") == 6, "the first state");
            Change(page, Items(1, 7, 8, 2, 3, 4, 5, 6));
            await client.WaitUntilAsync(events => events.Count(one => one.Type is "added") == 8, "the change");
            ReceivedEvent[] received = [.. client.Events.Where(one => one.Type is not "status").SkipLast(1)];
            foreach (var one in received) list.Apply(one.Type, Encoding.UTF8.GetBytes(one.Data));
            cut = received.Last(one => one.Id is not null);
        }

        Assert.Equal(["1", "7", "2", "3", "4", "5", "6"], list.Items.Select(item => item.Key));
        // The page is back where it was: for one who has that state there would be nothing to tell.
        Change(page, Items(1, 2, 3, 4, 5, 6));
        await using var back = page.Open("/page?comet.events=items", ("Last-Event-ID", cut.Id!));
        await back.WaitUntilAsync(events => events.Count(one => one.Type is "added") == 6, "the whole");

        foreach (var one in back.Events.Where(one => one.Type is not "status")) list.Apply(one.Type, Encoding.UTF8.GetBytes(one.Data));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], list.Items.Select(item => item.Key));
    }

    private static void Change(WatchedSite page, string body)
    {
        page.Site.SetBody("/page", "application/json", body);
        page.Gateway.Services.GetRequiredService<ICometResources>().Refresh("/page");
    }

    private static string Items(params int[] ids) => $"[{string.Join(',', ids.Select(id => $$"""{"id":{{id}},"text":"the words of item {{id}}"}"""))}]";
}
