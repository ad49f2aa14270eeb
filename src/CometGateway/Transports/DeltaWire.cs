using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>The delta alone, as the body of one answer (226 IM Used, RFC 3229). Where there is none to be sent, nothing.</summary>
internal sealed class DeltaWire : IWire
{
    public static readonly DeltaWire Instance = new();

    public int Index => 3;

    public string Name => "longpoll";

    public string ContentType => "application/json";

    public bool CanChain => false;

    public byte[] Closing => [];

    public byte[] Events(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from) => from is null || events is not [var delta] ? [] : delta.Data.ToArray();

    public byte[] Status(ResourceStatus status) => [];

    public byte[] Opening(TimeSpan retry) => [];

    public byte[] KeepAlive(bool isSeen) => [];
}
