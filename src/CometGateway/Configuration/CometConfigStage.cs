using System.Collections.Frozen;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Configuration;

/// <summary>
/// The configuration being loaded: what the filter finds is gathered here and published by the listener once YARP has applied
/// its own part, or dropped. YARP loads one configuration at a time, so nothing here is locked.
/// </summary>
internal sealed class CometConfigStage(CometSection section)
{
    private readonly Dictionary<string, CometRoute> _routes = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _clusters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ConfigurationProblem> _problems = [];
    private bool _thrown;

    public CometReading Reading { get; private set; } = new(new(), []);

    /// <summary>What the section said when it was last read, whether it was accepted or not.</summary>
    public string? Fingerprint { get; private set; }

    /// <summary>All problems found by this load: the section's and the routes'.</summary>
    public IEnumerable<ConfigurationProblem> Problems => Reading.Problems.Concat(_problems);

    /// <summary>Whether YARP handed any route or cluster to the filter during this load.</summary>
    public bool WasFiltered { get; private set; }

    public IReadOnlyDictionary<string, CometRoute> Routes => _routes;

    public void Begin()
    {
        Clear();
        Fingerprint = section.Fingerprint();
        Reading = section.Read();
    }

    public void Clear()
    {
        _routes.Clear();
        _clusters.Clear();
        _problems.Clear();
        _thrown = false;
        WasFiltered = false;
    }

    public void Add(ClusterConfig cluster)
    {
        WasFiltered = true;
        _clusters.Add(cluster.ClusterId);
        ThrowIfRefused();
    }

    public void Add(RouteConfig route, ClusterConfig? cluster)
    {
        WasFiltered = true;
        ThrowIfRefused();
        if (route.Metadata?.TryGetValue(CometRoute.MetadataKey, out var name) is not true)
            return;
        // A load that is refused for its section is so at its first cluster, and YARP then has none to hand over, though it is there.
        var isWithheld = cluster is null && route.ClusterId is not null && _clusters.Contains(route.ClusterId);
        var problems = RouteRules.ProblemsOf(route, isWithheld ? new() : cluster, _clusters, name, Reading.Settings.Policies);
        if (problems.Count > 0)
        {
            _problems.AddRange(problems);
            throw new CometConfigurationException(problems);
        }

        if (!isWithheld)
            _routes[route.RouteId] = new(route, cluster!, Reading.Settings.Policies[name!]);
    }

    /// <summary>Refuses the load for what is wrong in the section itself; once, or every route would repeat it.</summary>
    /// <exception cref="CometConfigurationException">The section has problems.</exception>
    public void ThrowIfRefused()
    {
        if (Reading.Problems.Count == 0 || _thrown)
            return;
        _thrown = true;
        throw new CometConfigurationException(Reading.Problems);
    }

    public CometRouteTable ToTable(int number) => new(_routes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), Reading.Settings, number);

    /// <summary>What is allowed but most likely not meant.</summary>
    public IEnumerable<ConfigurationProblem> Warnings() => RouteRules.WarningsOf(_routes.Values, _clusters, Reading.Settings, section.Section.Path);
}
