using System.ComponentModel.DataAnnotations;
using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;

namespace CometGateway.Configuration;

/// <summary>One resolved and validated entry of `Comet:Policies`. Immutable; equal settings are equal records.</summary>
internal sealed record CometPolicy
{
    [Key]
    public required string Name { get; init; }

    public PollPolicy Poll { get; init; } = new();

    public AudienceMode Audience { get; init; } = AudienceMode.PerCredential;

    /// <summary>Cookies that identify a user; empty means that every cookie does. Default empty.</summary>
    [RegularExpression("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
    public Setting<string> IdentityCookies { get; init; } = [];

    /// <summary>Polling on behalf of a credential stops when it made no request of its own for this time. Default 20 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan IdentityIdle { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>The form in which changes are sent to those who do not ask for another. Default "snapshot".</summary>
    public EventForm Events { get; init; } = EventForm.Snapshot;

    /// <summary>The ways in which streams may be sent. Default all but "iframe".</summary>
    [RegularExpression("^(sse|ndjson|longpoll|websocket|braid|iframe)$")]
    public Setting<string> Transports { get; init; } = ["sse", "ndjson", "longpoll", "websocket", "braid"];

    /// <summary>
    /// How long a plain conditional GET of an unchanged page waits for the change: for pages whose code polls and cannot be touched. Default 0, not at all.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan HoldPolls { get; init; } = TimeSpan.Zero;

    /// <summary>Which pages are compressed on streams to clients that accept it. Default "Shared", those that are the same for everybody.</summary>
    public CompressMode Compress { get; init; } = CompressMode.Shared;

    /// <summary>By which member the items of arrays are told apart, as JSON Pointers such as /items/*/id. Default empty: the first of the usual names that fits.</summary>
    public Setting<string> KeyBy { get; init; } = [];

    /// <summary>The part of the page that streams deliver: a JSON Pointer, or a CSS selector for HTML. Default null, the whole page.</summary>
    public string? Select { get; init; }

    /// <summary>JSON Pointers (with *) or, for text, regular expressions: what does not count as a change. Default empty.</summary>
    public Setting<string> Ignore { get; init; } = [];

    /// <summary>Query parameters that do not select another resource (cache busters). Default "_" (jQuery's).</summary>
    public Setting<string> IgnoreQuery { get; init; } = ["_"];

    /// <summary>Path patterns (* one segment, ** any number): a successful write there re-polls this policy's resources. Default empty.</summary>
    public Setting<string> WakeOn { get; init; } = [];

    /// <summary>How long to go on polling after the last subscriber left. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Keep and share the page although the site says no-store or private, or sets cookies on it. Default false.</summary>
    public bool OverrideCacheControl { get; init; }
}
