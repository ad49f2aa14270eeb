using System.Text.Json;
using CometGateway.Codings;
using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Diagnostics;

namespace CometGateway.Transports;

/// <summary>Makes the frames of one resource. No body can make it throw: what cannot be encoded is sent whole.</summary>
/// <param name="isCompressed">False for a page whose length must not tell what is in it: it is stored within a coding.</param>
internal sealed partial class FrameEncoder(string routeId, DeltaEncoders encoders, bool isCompressed, CometMetrics metrics, ILogger logger)
{
    private int _faulty;

    /// <param name="framing">Without a coding.</param>
    public Frame Whole(Snapshot state, Framing framing)
    {
        var form = framing.Form;
        IReadOnlyList<DeltaEvent> events;
        try
        {
            events = encoders.Whole(state, form);
        }
        catch (Exception fault)
        {
            TellOnce(fault, form);
            events = [Plain(state, form)];
        }

        return Framed(events, state, null, framing, "whole");
    }

    /// <summary>Null where the whole is to be sent.</summary>
    /// <param name="framing">Without a coding.</param>
    public Frame? Between(Snapshot from, Snapshot to, Framing framing)
    {
        var form = framing.Form;
        if (form == EventForm.Snapshot || from.Text is null || to.Text is null) return null;
        try
        {
            return encoders.Between(from, to, form) is { } events ? Framed(events, to, from, framing, "delta") : null;
        }
        catch (Exception fault)
        {
            // A fault in comparing two bodies must end neither the poll that found the change nor the streams that wait for it.
            TellOnce(fault, form);
            return null;
        }
    }

    public Frame Coded(Frame frame, StreamCoding coding) => frame.In(coding, isCompressed);

    private Frame Framed(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from, Framing framing, string kind)
    {
        var frame = framing.Wire.Events(events, state, from);
        metrics.FrameMade(EventFormWords.Of(framing.Form), kind, frame.Length);
        return framing.Wire.IsDressed ? Frame.OfLines(frame) : Frame.Of(frame);
    }

    /// <summary>The whole state as the form's clients read it, by no more than the framework.</summary>
    private static DeltaEvent Plain(Snapshot state, EventForm form)
    {
        if (form == EventForm.Snapshot || state.Text is not { } text) return new(form == EventForm.Snapshot ? null : "snapshot", state.Text ?? Base64Body.Of(state));
        return new("snapshot", form == EventForm.TextDelta ? (byte[])[(byte)'"', .. JsonEncodedText.Encode(text.Span).EncodedUtf8Bytes, (byte)'"'] : text);
    }

    private void TellOnce(Exception fault, EventForm form)
    {
        var bit = 1 << (int)form;
        // The message of an exception may quote the page, so only its type and place are told.
        if ((Interlocked.Or(ref _faulty, bit) & bit) == 0) LogEncoderFailed(routeId, EventFormWords.Of(form), fault.GetType(), fault.StackTrace);
    }
}
