using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;

namespace CometGateway.Transports;

/// <summary>The events that lead to a state, before a wire puts them into bytes.</summary>
/// <param name="State">The very object that they were made of, whose text may be their data: another one of the same version holds the same text elsewhere.</param>
internal sealed record EncodedState(Snapshot State, IReadOnlyList<DeltaEvent> Events)
{
    /// <summary>Bytes of their data, without the state's own text, which is there anyhow.</summary>
    public long OwnBytes
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < Events.Count; i++)
            {
                var data = Events[i].Data;
                if (State.Text is not { } text || !data.Equals(text)) sum += data.Length;
            }

            return sum;
        }
    }
}
