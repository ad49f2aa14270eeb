using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>
/// The lines of <see cref="LineWire"/> for connections with many resources: without their opening brace, in whose place each connection
/// writes whose line it is.
/// </summary>
internal sealed class SlotWire : IWire
{
    public static readonly SlotWire Instance = new();

    public int Index => 5;

    /// <summary>It is never a transport of its own.</summary>
    public string Name => "many";

    public string ContentType => LineWire.Instance.ContentType;

    public bool CanChain => true;

    public bool IsDressed => true;

    public byte[] Closing => [];

    public byte[] Events(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from) => WithoutBraces(LineWire.Instance.Events(events, state, from));

    public byte[] Status(ResourceStatus status) => WithoutBraces(LineWire.Instance.Status(status));

    public byte[] Opening(TimeSpan retry) => [];

    public byte[] KeepAlive(bool isSeen) => [];

    /// <summary>Takes the first byte of each line away.</summary>
    public static byte[] WithoutBraces(ReadOnlySpan<byte> lines)
    {
        var bare = new byte[lines.Length - lines.Count((byte)'\n')];
        var at = 0;
        while (lines.IndexOf((byte)'\n') is >= 0 and var end)
        {
            lines[1..(end + 1)].CopyTo(bare.AsSpan(at));
            at += end;
            lines = lines[(end + 1)..];
        }

        return bare;
    }
}
