using CometGateway.Core.Http;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Upstream;

/// <summary>The cluster's settings as a poll needs them; its connections are the cluster's own.</summary>
internal static class PollCluster
{
    /// <summary>What YARP takes when a cluster says nothing.</summary>
    private static readonly TimeSpan _defaultActivityTimeout = TimeSpan.FromSeconds(100);

    public static ClusterModel Of(ClusterModel cluster, TimeSpan timeout, bool hasAffinity)
    {
        var config = cluster.Config;

        // A poll that brings no affinity would be given a new one every time: a Set-Cookie that is not the site's.
        if (!hasAffinity && config.SessionAffinity?.Enabled is true) config = config with { SessionAffinity = null };

        // Passive health takes a cancelled request for a client's whim and blames the destination only when the activity
        // timeout ran out. So YARP gives a silent destination up a little before the whole poll is given up.
        var silence = timeout - TimeSpan.FromTicks(Math.Min(timeout.Ticks / 10, TimeSpan.TicksPerSecond));
        if (silence > TimeSpan.Zero && silence < (config.HttpRequest?.ActivityTimeout ?? _defaultActivityTimeout))
            config = config with { HttpRequest = (config.HttpRequest ?? ForwarderRequestConfig.Empty) with { ActivityTimeout = silence } };

        return ReferenceEquals(config, cluster.Config) ? cluster : new ClusterModel(config, cluster.HttpClient);
    }

    /// <summary>Whether the credential that the poll carries is tied to a node: a session kept there is lost on any other.</summary>
    public static bool HasAffinity(ClusterModel cluster, PollRequest poll)
    {
        if (cluster.Config.SessionAffinity is not { Enabled: true, AffinityKeyName: { } name }) return false;
        return poll.Headers.Contains(name)
            || (poll.Headers[HeaderNames.Cookie] is { } cookies
                && cookies.Split(';', StringSplitOptions.TrimEntries).Any(cookie => cookie.StartsWith(name + "=", StringComparison.Ordinal)));
    }
}
