using System.Text.Json.Nodes;

namespace CometGateway.Benchmarks.Servers;

/// <summary>The gateway.json of a measurement: routes, policies, and limits wide enough for a crowd from one address.</summary>
internal sealed class GatewayFile(string siteAddress)
{
    private const string Many = "1.00:00:00";
    private readonly JsonObject _routes = [];
    private readonly JsonObject _policies = [];
    private readonly JsonObject _kestrel = [];

    // Everything else is as it is when nobody says anything.
    private readonly JsonObject _comet = new()
    {
        ["ConnectionLifetime"] = Many,
        ["ConnectionBytes"] = 0,
        ["Limits"] = new JsonObject { ["SessionsPerAddress"] = 100_000, ["ResourcesPerAddress"] = 100_000, ["Resources"] = 100_000 },
        ["Origin"] = new JsonObject { ["MaxPollsPerSecond"] = 100_000 },
    };

    public GatewayFile Route(string name, string path, string? policy = null)
    {
        var route = new JsonObject { ["ClusterId"] = "site", ["Match"] = new JsonObject { ["Path"] = path } };
        if (policy is not null) route["Metadata"] = new JsonObject { ["CometPolicy"] = policy };
        _routes[name] = route;
        return this;
    }

    public GatewayFile Policy(string name, JsonObject policy)
    {
        _policies[name] = policy;
        return this;
    }

    /// <summary>More keys of the section Comet; they come over those that are there.</summary>
    public GatewayFile With(JsonObject comet)
    {
        foreach (var (key, value) in comet) _comet[key] = value?.DeepClone();
        return this;
    }

    /// <summary>The addresses to listen on, the section Kestrel:Endpoints. Default what the command line says.</summary>
    public GatewayFile Listen(JsonObject endpoints)
    {
        _kestrel["Endpoints"] = endpoints;
        return this;
    }

    public override string ToString() => new JsonObject
    {
        ["Logging"] = new JsonObject { ["LogLevel"] = new JsonObject { ["Default"] = "Warning" } },
        ["Kestrel"] = _kestrel.DeepClone(),
        ["ReverseProxy"] = new JsonObject
        {
            ["Routes"] = _routes.DeepClone(),
            ["Clusters"] = new JsonObject { ["site"] = new JsonObject { ["Destinations"] = new JsonObject { ["a"] = new JsonObject { ["Address"] = siteAddress } } } },
        },
        ["Comet"] = Comet(),
    }.ToJsonString();

    private JsonObject Comet()
    {
        var comet = (JsonObject)_comet.DeepClone();
        comet["Policies"] = _policies.DeepClone();
        return comet;
    }
}
