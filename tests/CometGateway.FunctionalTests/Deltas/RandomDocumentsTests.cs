using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Deltas;
using CometGateway.TestKit.Sites;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace CometGateway.FunctionalTests.Deltas;

/// <summary>A thousand states of a random page through a running gateway: whoever applies what comes has each of them, also after being away.</summary>
public sealed class RandomDocumentsTests(ITestOutputHelper output)
{
    private const int Documents = 1000;
    private static readonly string[] _forms = ["json-patch", "merge-patch", "text-delta", "items"];

    [Fact]
    public async Task Deltas_OfAThousandRandomDocuments_LeadToEachOfThem_ThroughDisconnectsAndResumes()
    {
        var seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        var resources = page.Gateway.Services.GetRequiredService<ICometResources>();
        var followers = _forms.SelectMany(form => Enumerable.Repeat(form, 2)).Select(form => new Follower(form, id =>
            page.Open("/page?comet.events=" + form, id is null ? [] : [("Last-Event-ID", id)]))).ToList();
        try
        {
            var values = new RandomJson(random);
            JsonTree document = null!;
            // Always somebody there: a page that nobody watches is parked, and its deltas are made anew.
            page.Site.SetBody("/page", "application/json", "{}");
            await using var constant = page.Open("/page");
            await constant.WaitForAsync(one => one.Type is "message", "the first state");
            for (var n = 0; n < Documents; n++)
            {
                // Another page now and then: a merge patch can say little of one whose root is an array, and there are no items where there is none.
                document = n % 25 == 0 ? values.Document() : new JsonEdits(random, values).Edited(document);
                var body = JsonSpacing.All[random.Next(4) == 0 ? random.Next(JsonSpacing.All.Count) : 0].Bytes(document);
                page.Site.SetBody("/page", new SiteBody("application/json", body).WithETag());
                resources.Refresh("/page");
                foreach (var follower in followers.Where(follower => random.Next(follower.IsHere ? 6 : 3) == 0))
                {
                    if (follower.IsHere) await follower.GoAsync(random);
                    if (!follower.IsHere && random.Next(2) == 0) follower.Come();
                }

                foreach (var follower in followers.Where(follower => follower.IsHere)) await follower.HasAsync(body, $"seed {seed}, document {n}");
            }

            foreach (var follower in followers) output.WriteLine($"{follower.Form}: {follower.Changes} changes, {follower.Wholes} whole states");
            Assert.All(followers, follower => Assert.True(follower.Changes > Documents / 50, $"{follower.Form}: {follower.Changes} changes, {follower.Wholes} whole states"));
            Assert.DoesNotContain(page.Gateway.Log.Lines.Items, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
        }
        finally
        {
            foreach (var follower in followers) await follower.DisposeAsync();
        }
    }
}
