using System.Collections.Concurrent;
using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.History;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>Encoders whose deltas are as long as the test says, and that remember what they were asked. A state is named by the first letter of its body.</summary>
internal sealed class ScriptedEncoders
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<DeltaEvent>?> _deltas = new(StringComparer.Ordinal);

    public ScriptedEncoders() => Encoders = new(
        (state, form) =>
        {
            Asked($"{Name(state)} {form}");
            return Delta.Whole(state, form, DeltaRules.Default);
        },
        (from, to, form) =>
        {
            var step = Name(from) + Name(to);
            Asked($"{step} {form}");
            return _deltas.GetValueOrDefault(step, [new("patch", Encoding.UTF8.GetBytes(step))]);
        });

    public DeltaEncoders Encoders { get; }

    /// <summary>What was encoded, in order: "A JsonPatch" for a whole state, "AB JsonPatch" for a change.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Called with each of them, on the thread that encodes.</summary>
    public Action<string>? OnCall { get; set; }

    /// <summary>A change's one event, so long; or no delta.</summary>
    public ScriptedEncoders Say(string step, int? length)
    {
        _deltas[step] = length is { } bytes ? [new("patch", Encoding.UTF8.GetBytes(step.PadRight(bytes, '.')))] : null;
        return this;
    }

    /// <summary>A change's one event, in these words.</summary>
    public void SayWords(string step, string words) => _deltas[step] = [new("patch", Encoding.UTF8.GetBytes(words))];

    /// <summary>A change that this form's clients need not see.</summary>
    public void SayNothing(string step) => _deltas[step] = [];

    /// <summary>A state with a body of so many bytes.</summary>
    public static Snapshot State(char name, int length = 1)
    {
        var bytes = Encoding.UTF8.GetBytes(name.ToString().PadRight(length, '.'));
        return new(Version.Of("text/plain", bytes), "text/plain", bytes, bytes, HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);
    }

    public static Version VersionOf(char name, int length = 1) => State(name, length).Version;

    /// <summary>These states one after the other, each of so many bytes.</summary>
    public static ResourceHistory History(string states, int length) => states.Aggregate(
        ResourceHistory.Empty(new(16, 16 << 20, TimeSpan.FromMinutes(5))), (history, name) => history.Append(State(name, length)));

    private static string Name(Snapshot state) => Encoding.UTF8.GetString(state.Text!.Value.Span[..1]);

    private void Asked(string what)
    {
        Calls.Enqueue(what);
        OnCall?.Invoke(what);
    }
}
