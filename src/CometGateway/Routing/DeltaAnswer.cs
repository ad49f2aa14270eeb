using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Diagnostics;
using CometGateway.Resources;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>226 IM Used (RFC 3229 §10.4.1): what changed since the state that the client names by its tag.</summary>
/// <param name="BaseTag">The tag by which the client named it.</param>
/// <param name="Tag">Of the new state.</param>
/// <param name="Vary">The request headers by which the site selects the page; null where there are none.</param>
internal sealed record DeltaAnswer(EventForm Form, string BaseTag, string Tag, string? Vary, byte[] Body)
{
    /// <returns>Null where the whole state is to be sent: the client's is not known any more, or the delta is not clearly smaller.</returns>
    public static DeltaAnswer? Of(HttpRequest request, WatchedResource resource, StoredAnswer stored, EventForm form)
    {
        var view = resource.Broadcast.View;
        // Of a page that streams send a part of, or whose noise has changed since the last change, the history holds other bytes.
        if (view.Current is not { } current || current.Version != stored.Snapshot.BodyVersion || SnapshotAnswer.TagOf(request, stored.Snapshot) is not { } tag) return null;
        // "*" names no state, and who has the newest needs no delta.
        if (request.Headers.IfNoneMatch is ["*"] || SnapshotAnswer.IsUnchanged(request, stored.Snapshot)) return null;
        var changes = view.History.Changes;
        for (var i = changes.Count - 2; i >= 0; i--)
        {
            var state = changes[i].To;
            if (SnapshotAnswer.TagsOf(state).FirstOrDefault(known => IsExact(known, state) && EntityTags.IfNoneMatch(request.Headers.IfNoneMatch, known)) is not { } baseTag) continue;
            // A site that gives one tag to two states does not say which of them the client has.
            if (changes.Any(other => other.To.Version != state.Version && SnapshotAnswer.TagsOf(other.To).Contains(baseTag, StringComparer.Ordinal))) return null;
            var body = view.FrameFor(state.Version, Framing.Of(DeltaWire.Instance, form)).Bytes;
            return body.Length == 0 ? null : new(form, baseTag, tag, stored.Headers["Vary"], body);
        }

        return null;
    }

    /// <summary>A weak tag of the site's may stand for other bytes as well; ours name the content.</summary>
    private static bool IsExact(string tag, Snapshot state) =>
        !tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase) || tag.Contains(state.BodyVersion.ToString(), StringComparison.Ordinal);

    public Task WriteAsync(HttpContext context, CometMetrics metrics)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status226IMUsed;
        response.ContentType = Form == EventForm.JsonPatch ? "application/json-patch+json" : DeltaWire.Instance.ContentType;
        response.ContentLength = Body.Length;
        response.Headers.ETag = Tag;
        response.Headers["IM"] = EventFormWords.Of(Form);
        response.Headers["Delta-Base"] = BaseTag;
        foreach (var varied in $"{Vary},Accept,A-IM,If-None-Match".Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) SnapshotAnswer.AddVary(response.Headers, varied);
        // A cache that knows nothing of deltas would take it for the page.
        response.Headers.CacheControl = "no-store";
        metrics.Answered(226, Body.Length);
        return response.Body.WriteAsync(Body, context.RequestAborted).AsTask();
    }
}
