using System.Text.Json;
using CometGateway.Codings;
using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Diagnostics;

namespace CometGateway.Transports;

/// <summary>Makes the events of one resource, and frames of them. No body can make it throw: what cannot be encoded is sent whole.</summary>
/// <param name="isCompressed">False for a page whose length must not tell what is in it: it is stored within a coding.</param>
internal sealed partial class FrameEncoder(string routeId, DeltaEncoders encoders, bool isCompressed, CometMetrics metrics, ILogger logger)
{
    private int _faulty;

    public EncodedState Whole(Snapshot state, EventForm form)
    {
        try
        {
            return new(state, encoders.Whole(state, form));
        }
        catch (Exception fault)
        {
            TellOnce(fault, form);
            return new(state, [Plain(state, form)]);
        }
    }

    /// <summary>Null where the whole is to be sent.</summary>
    public EncodedState? Between(Snapshot from, Snapshot to, EventForm form)
    {
        if (form == EventForm.Snapshot || from.Text is null || to.Text is null) return null;
        try
        {
            return encoders.Between(from, to, form) is { } events ? new(to, events) : null;
        }
        catch (Exception fault)
        {
            // A fault in comparing two bodies must end neither the poll that found the change nor the streams that wait for it.
            TellOnce(fault, form);
            return null;
        }
    }

    /// <param name="framing">Without a coding.</param>
    public Frame Framed(EncodedState whole, Framing framing) => Framed(whole, null, framing, "whole");

    /// <summary>Null where the whole is to be sent.</summary>
    /// <param name="framing">Without a coding.</param>
    public Frame? Framed(EncodedState change, Snapshot from, Framing framing)
    {
        try
        {
            return Framed(change, from, framing, "delta");
        }
        catch (Exception fault)
        {
            TellOnce(fault, framing.Form);
            return null;
        }
    }

    public Frame Coded(Frame frame, StreamCoding coding) => frame.In(coding, isCompressed);

    private Frame Framed(EncodedState encoded, Snapshot? from, Framing framing, string kind)
    {
        var frame = framing.Wire.Events(encoded.Events, encoded.State, from);
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
