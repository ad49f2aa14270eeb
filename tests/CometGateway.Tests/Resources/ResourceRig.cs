using System.Collections.Frozen;
using System.Text;
using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Routing;
using CometGateway.TestKit;
using CometGateway.Tests.Transports;
using CometGateway.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Configuration;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Resources;

/// <summary>The room of resources with a scripted site, on a clock that the test moves.</summary>
internal sealed class ResourceRig : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Less than the half interval after which the second poll comes at the earliest.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private int _number;

    public ResourceRig(CometPolicy? policy = null, CometSettings? settings = null)
    {
        Policy = policy ?? new() { Name = "live", Poll = new() { Interval = Interval }, Linger = Linger };
        Settings = settings ?? new();
        Site = new(Time);
        Budget = new(Time, Settings);
        Identities = new(Identity, Time);
        Table = new(new(Time, Budget, Identities, Shards.Shards, Shards.Metrics, new(start: 0), NullLogger<WatchedResource>.Instance), Routes);
        Route = Publish(Policy);
        Requests = new(Identity, Vary);
        Finder = new(Table, Requests, Vary, Time);
    }

    public ShardRig Shards { get; } = new();

    public ManualTimeProvider Time => Shards.Time;

    public ScriptedUpstream Site { get; }

    public OriginBudget Budget { get; }

    public CometPolicy Policy { get; }

    public CometSettings Settings { get; }

    public CometRoutes Routes { get; } = new();

    public CometRoute Route { get; private set; }

    public Identity Identity { get; } = new();

    public IdentityActivity Identities { get; }

    public VaryMemory Vary { get; } = new();

    public ResourceTable Table { get; }

    public ResourceRequests Requests { get; }

    public ResourceFinder Finder { get; }

    /// <summary>Applies a configuration with one watched route.</summary>
    public CometRoute Publish(CometPolicy policy)
    {
        var route = new CometRoute(
            new RouteConfig { RouteId = "prices", ClusterId = "site", Match = new() { Path = "/api/{**rest}" } }, new ClusterConfig { ClusterId = "site" }, policy);
        Routes.Publish(new(new Dictionary<string, CometRoute>(StringComparer.OrdinalIgnoreCase) { ["prices"] = route }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), Settings, ++_number));
        return Route = route;
    }

    public static DefaultHttpContext Get(string path = "/api/prices", params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        var request = context.Request;
        (request.Method, request.Scheme, request.Host, request.Path) = ("GET", "http", new("gateway.example"), path);
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        foreach (var (name, value) in headers) request.Headers[name] = value;
        context.Response.Body = new MemoryStream();
        return context;
    }

    public static string BodyOf(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());

    /// <summary>Finds or starts the resource that a request is for.</summary>
    public WatchedResource Find(HttpContext? context = null) =>
        Table.FindOrStart(Requests.Of(context ?? Get(), Route), Route, Settings, Site, AddressKey.Of(System.Net.IPAddress.Loopback), out _)
        ?? throw new InvalidOperationException("The resource was refused.");

    /// <summary>A resource with one subscriber and its first good state.</summary>
    public async Task<WatchedResource> LiveAsync(string body = "{\"a\":1}", params (string Name, string Value)[] headers)
    {
        var resource = Find();
        Assert.True(resource.Lifeline.TryAttach());
        await AnswerAsync(resource, 0, poll => poll.Ok(body, headers));
        return resource;
    }

    /// <summary>Answers that poll and waits until the resource has taken it in.</summary>
    public async Task AnswerAsync(WatchedResource resource, int number, Action<ScriptedUpstream.Poll> answer)
    {
        var poll = await Site.PollAsync(number);
        var done = resource.CheckAsync();
        answer(poll);
        await done.WaitAsync(Patience.Default);
    }

    /// <summary>Moves the clock by as much as a poll of a healthy site is due in, and no more than its answer is believed for.</summary>
    public void PassInterval() => Time.Advance(Interval);

    /// <summary>
    /// Moves the clock in small steps until the next poll is due, however far that is: a clock that ran on would be ahead of
    /// the poll that begins on the thread pool meanwhile.
    /// </summary>
    public async Task<ScriptedUpstream.Poll> PassToPollAsync(int number)
    {
        var armed = Time.PendingTimers;
        for (var i = 0; i < 10_000 && Time.PendingTimers == armed; i++) Time.Advance(TimeSpan.FromMilliseconds(50));
        return await Site.PollAsync(number);
    }

    /// <summary>A session that has joined: whatever changes from here on is a change to it.</summary>
    public async Task<RecordedSession> OpenAsync(WatchedResource resource, Version since = default)
    {
        var session = Shards.Open(resource.Broadcast, since: since);
        await Shards.SettledAsync();
        return session;
    }

    public void Dispose()
    {
        Table.Dispose();
        Budget.Dispose();
        Shards.Dispose();
    }
}
