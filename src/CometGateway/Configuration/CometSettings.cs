using System.ComponentModel.DataAnnotations;

namespace CometGateway.Configuration;

/// <summary>The resolved and validated `Comet` section. Immutable; a reload publishes a new one.</summary>
internal sealed record CometSettings
{
    /// <summary>Silence after which a keepalive is written. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest life of one stream or WebSocket; the real one is drawn from 80–100 % of it. A long poll lasts as long as its wait, at most 10 min. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes after which a connection is recycled, drawn from 80–100 %. 0 means no limit. Default 64 MiB.</summary>
    [Range(typeof(long), "0", "1099511627776")]
    public long ConnectionBytes { get; init; } = 64L << 20;

    /// <summary>A write that the client has not taken after this time ends the session. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What `retry:` tells clients; each connection gets 100–200 % of it. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long live streams may take to leave on shutdown. Default 25 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(25);

    public LimitSettings Limits { get; init; } = new();

    public HistorySettings History { get; init; } = new();

    /// <summary>The origin budget of clusters not named in <see cref="Origins"/>.</summary>
    public OriginSettings Origin { get; init; } = new();

    /// <summary>Origin budgets by cluster id.</summary>
    public IReadOnlyDictionary<string, OriginSettings> Origins { get; init; } = new Dictionary<string, OriginSettings>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Bearer key of POST /_comet/refresh; null switches it off. At least 16 characters.</summary>
    [MinLength(16)]
    [DataType(DataType.Password)]
    public string? RefreshKey { get; init; }

    /// <summary>Origins besides its own from which pages may open WebSockets, such as https://www.example.org. Default empty.</summary>
    [RegularExpression("^https?://[^/]+$")]
    public Setting<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Streams over plain HTTP/1.1 on Linux leave the server's hands once they have begun: each is then a descriptor and a cursor. Read when the
    /// server begins to listen; false on reload lets new streams stay within their requests. Default false.
    /// </summary>
    public bool HandOff { get; init; }

    public StatusPageMode StatusPage { get; init; } = StatusPageMode.Local;

    public IReadOnlyDictionary<string, CometPolicy> Policies { get; init; } = new Dictionary<string, CometPolicy>(StringComparer.OrdinalIgnoreCase);
}

internal sealed record LimitSettings
{
    [Range(1, 10_000_000)]
    public int Sessions { get; init; } = 50_000;

    [Range(1, 10_000_000)]
    public int SessionsPerAddress { get; init; } = 200;

    [Range(1, 10_000_000)]
    public int SessionsPerResource { get; init; } = 50_000;

    /// <summary>URLs on one connection of /_comet/stream or a WebSocket. Default 100.</summary>
    [Range(1, 10_000)]
    public int UrlsPerConnection { get; init; } = 100;

    [Range(1, 1_000_000)]
    public int Resources { get; init; } = 10_000;

    [Range(1, 1_000_000)]
    public int ResourcesPerAddress { get; init; } = 200;

    [Range(typeof(long), "1024", "1073741824")]
    public long MaxBodyBytes { get; init; } = 4L << 20;

    /// <summary>States over this size are never compared, only sent whole. 0 means that none is compared. Default 16 MiB.</summary>
    [Range(0, 1_073_741_824)]
    public int MaxDeltaBytes { get; init; } = 16 << 20;
}

/// <summary>Bounds of the versions kept of each resource, and of the parked ones of all resources together.</summary>
internal sealed record HistorySettings
{
    [Range(1, 10_000)]
    public int Changes { get; init; } = 16;

    [Range(typeof(long), "4096", "68719476736")]
    public long Bytes { get; init; } = 16L << 20;

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Age { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Memory for the snapshots of resources that nobody watches now. Default 64 MiB.</summary>
    [Range(typeof(long), "4096", "68719476736")]
    public long ParkedBytes { get; init; } = 64L << 20;

    /// <summary>How long they are kept. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ParkedAge { get; init; } = TimeSpan.FromMinutes(10);
}

internal sealed record OriginSettings
{
    [Range(1, 10_000)]
    public int MaxConcurrentPolls { get; init; } = 64;

    [Range(0.01, 100_000.0)]
    public double MaxPollsPerSecond { get; init; } = 500;
}

/// <summary>Who may open /_comet/ and its figures.</summary>
internal enum StatusPageMode
{
    Off,

    /// <summary>Default. Only requests from this machine that no proxy forwarded.</summary>
    Local,
    On,
}
