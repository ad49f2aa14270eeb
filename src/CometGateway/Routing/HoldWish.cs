using System.Globalization;
using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>How long a plain GET may wait for a change, and in which form it takes one.</summary>
/// <param name="IsAsked">By the request itself (Prefer: wait=N, RFC 7240 §4.3), and not by the policy's HoldPolls alone.</param>
/// <param name="Delta">The instance manipulation that it accepts (A-IM, RFC 3229 §10.5.3), or null.</param>
internal sealed record HoldWish(TimeSpan Wait, bool IsAsked, EventForm? Delta)
{
    /// <summary>Whether the request asks for a wait: as a stream, it is then no sign of its user.</summary>
    public static bool IsAskedBy(HttpRequest request) => PreferredWait.Of(request) is not null;

    /// <summary>Whether the client says what it has: without that there is nothing to wait for.</summary>
    public static bool IsConditional(HttpRequest request) => request.Headers.IfNoneMatch.Count > 0 || request.Headers.IfModifiedSince.Count > 0;

    /// <returns>Null for a GET that is to be answered at once.</returns>
    public static HoldWish? Of(HttpRequest request, CometPolicy policy)
    {
        var headers = request.Headers;
        var (wait, delta) = (PreferredWait.Of(request), FormOf(headers));
        var isAsked = (wait is not null || delta is not null) && StreamRefusal.ForTransport(DeltaWire.Instance.Name, policy) is null;
        if (isAsked) return new(wait ?? TimeSpan.Zero, wait is not null, delta);
        // Nobody waits for a page that is opened or loaded again. Browsers of before 2020 send the other header alone.
        var isNavigation = headers["Sec-Fetch-Mode"] is ["navigate"] || headers.ContainsKey("Upgrade-Insecure-Requests");
        return policy.HoldPolls > TimeSpan.Zero && IsConditional(request) && !isNavigation ? new(policy.HoldPolls, IsAsked: false, Delta: null) : null;
    }

    private static EventForm? FormOf(IHeaderDictionary headers)
    {
        if (!headers.ContainsKey("A-IM")) return null;
        foreach (var word in headers.GetCommaSeparatedValues("A-IM"))
        {
            if (word.Split(';', StringSplitOptions.TrimEntries) is [var name, .. var parameters] && EventFormWords.Parse(name) is (EventForm.JsonPatch or EventForm.TextDelta) and var form
                && !parameters.Any(IsUnwanted))
                return form;
        }

        return null;
    }

    /// <summary>A weight of zero means "not this one" (RFC 9110 §12.4.2).</summary>
    private static bool IsUnwanted(string parameter) =>
        parameter.Split('=', 2, StringSplitOptions.TrimEntries) is ["q" or "Q", var weight]
        && decimal.TryParse(weight, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) && quality == 0;
}
