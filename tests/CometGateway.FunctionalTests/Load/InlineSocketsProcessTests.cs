using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Load;

/// <summary>The gateway as the README's "Threads" lets an operator run it: requests are worked on by the threads that hear of their sockets.</summary>
[Collection(LoadCollection.Name)]
public sealed class InlineSocketsProcessTests
{
    private const string Page = "/watched/counter";
    private const string Large = "/large";
    private const int Subscribers = 50;
    private const int LastState = 5;

    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string?> Inline = new(StringComparer.Ordinal)
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1", ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
    };

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Streams_BesideLargeAnswers_HaveEveryStateInOrder(string handOff)
    {
        var large = new string('x', 8_000_000);
        await using var site = await ScriptedSite.StartAsync();
        site.SetBody(Page, "application/json", Counting.Body(1)).SetBody(Large, "text/plain", large);
        using var folder = new TempFolder();
        await using var gateway = await GatewayProcess.StartAsync(
            folder.Write("gateway.json", WatchedConfiguration.For(site.Address, $$"""{ "HandOff": {{handOff}} }""")), environment: Inline);
        using var http = TestClient.Create(gateway.Address);
        await using var crowd = new Crowd(new(gateway.Address, Page), Subscribers, new());
        await crowd.EverybodyHasAsync(1, Patient);

        for (var state = 2; state <= LastState; state++)
        {
            var answers = Enumerable.Range(0, 4).Select(_ => http.GetStringAsync(new Uri(Large, UriKind.Relative))).ToArray();
            site.SetBody(Page, "application/json", Counting.Body(state));
            await crowd.EverybodyHasAsync(state, Patient);
            Assert.All(await Task.WhenAll(answers), answer => Assert.Equal(large.Length, answer.Length));
            Assert.Equal(Counting.Body(state), await http.GetStringAsync(new Uri(Page, UriKind.Relative)));
        }

        crowd.AssertInOrderUpTo(LastState);
        Assert.Equal(0, await gateway.TerminateAsync());
    }
}
