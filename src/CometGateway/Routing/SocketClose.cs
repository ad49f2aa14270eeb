using System.Net.WebSockets;
using System.Text;
using CometGateway.Lifetime;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>How a WebSocket is closed (RFC 6455 §7.4).</summary>
internal sealed record SocketClose(WebSocketCloseStatus Status, string Reason)
{
    /// <summary>A control frame has 125 bytes, two of them for the status.</summary>
    private const int MaxReasonBytes = 123;

    /// <summary>1013, registered with IANA after RFC 6455: try again later.</summary>
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    public static SocketClose Refused(string reason) => new(WebSocketCloseStatus.PolicyViolation, reason);

    public static SocketClose Of(Refusal refusal) => refusal == Refusal.Draining ? Of(SessionEnd.Drained) : refusal.RetryAfterSeconds is null ? Refused(refusal.Title) : new(TryAgainLater, refusal.Title);

    public static SocketClose Of(SessionEnd end) => end switch
    {
        SessionEnd.Recycled => new(WebSocketCloseStatus.EndpointUnavailable, "recycled"),
        SessionEnd.Drained or SessionEnd.Cut => new(WebSocketCloseStatus.EndpointUnavailable, "draining"),
        SessionEnd.Stalled => Refused("too slow"),
        _ => new(WebSocketCloseStatus.NormalClosure, "over"),
    };

    /// <summary>Says so to the client. It may be gone already.</summary>
    public async Task SendAsync(WebSocket socket, CancellationToken left)
    {
        try
        {
            await socket.CloseOutputAsync(Status, Shortened(Reason), left);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed is what it was to become.
        }
    }

    private static string Shortened(string reason)
    {
        var length = reason.Length;
        while (Encoding.UTF8.GetByteCount(reason.AsSpan(0, length)) > MaxReasonBytes) length--;
        return reason[..length];
    }
}
