using System.Diagnostics.Metrics;
using System.Text;
using CometGateway.Codings;
using CometGateway.Core.Deltas;
using CometGateway.Core.History;
using CometGateway.Diagnostics;
using CometGateway.TestKit;
using CometGateway.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>A state or change is encoded once for each form, and all wires put the same events into their own bytes.</summary>
public sealed class SharedEventsTests : IDisposable
{
    private const EventForm Form = EventForm.JsonPatch;
    private const int Length = 2000;
    private static readonly Framing _sse = Framing.Of(SseWire.Instance, Form);
    private static readonly Framing _lines = Framing.Of(LineWire.Instance, Form);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ScriptedEncoders _encoders = new();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Owed_OneStep_IsComparedOnceForAllWires()
    {
        _encoders.Say("CD", 10);
        var (frames, history) = (Frames(), History("ABCD"));

        var texts = AllOf(Form).Select(framing => Text(frames.Owed(history, VersionOf('C'), framing))).ToList();

        Assert.Equal(["CD JsonPatch"], _encoders.Calls);
        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
        Assert.All(texts, text => Assert.Contains("CD", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Owed_OverSeveralStates_IsComparedOnceForAllWires()
    {
        _encoders.Say("AB", 10).Say("BC", 10).Say("CD", 10).Say("AD", 500);
        var (frames, history) = (Frames(), History("ABCD"));
        foreach (var framing in AllOf(Form)) frames.Owed(history, VersionOf('A'), framing);
        frames.Owed(history, VersionOf('B'), _lines);

        Assert.Equal(["AB", "AD", "BC", "BD", "CD"], Compared());
    }

    [Fact]
    public void Owed_AStepThatIsNoDelta_IsComparedOnceForAllWires()
    {
        _encoders.Say("CD", null);
        var (frames, history) = (Frames(), History("ABCD"));
        foreach (var framing in AllOf(Form)) Assert.Same(frames.Owed(history, VersionOf('C'), framing), frames.Whole(history.Current!, framing));

        Assert.Equal(["CD JsonPatch", "D JsonPatch"], _encoders.Calls);
    }

    [Theory]
    [InlineData(EventForm.Snapshot)]
    [InlineData(EventForm.TextDelta)]
    [InlineData(EventForm.Items)]
    public void Whole_IsEncodedOnceForAllWiresAndCodings(object form)
    {
        var (frames, state) = (Frames(), ScriptedEncoders.State('A', Length));
        foreach (var framing in Framing.All.Where(framing => framing.Form == (EventForm)form && (framing.Coding is null || framing.Wire.CanBeCoded)))
            frames.Whole(state, framing);

        Assert.Equal([$"A {form}"], _encoders.Calls);
    }

    [Fact]
    public void Forms_ShareNothing()
    {
        _encoders.Say("CD", 10);
        var (frames, history) = (Frames(), History("ABCD"));
        foreach (var form in new[] { EventForm.JsonPatch, EventForm.TextDelta }) frames.Owed(history, VersionOf('C'), Framing.Of(LineWire.Instance, form));

        Assert.Equal(["CD JsonPatch", "CD TextDelta"], _encoders.Calls);
    }

    [Fact]
    public void Owed_OverTwoWiresAtOnce_IsComparedByOne_AndTheOtherWaits()
    {
        using var isMaking = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        _encoders.OnCall = _ =>
        {
            isMaking.Set();
            mayGoOn.Wait(Patience.Default);
        };
        var (frames, history) = (Frames(), History("AB"));
        var got = new Frame?[2];
        var first = Start(0, _sse);
        Assert.True(isMaking.Wait(Patience.Default));
        var second = Start(1, _lines);
        Assert.True(SpinWait.SpinUntil(() => second.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience.Default));
        mayGoOn.Set();
        Assert.True(first.Join(Patience.Default) && second.Join(Patience.Default));

        Assert.Equal(["AB JsonPatch"], _encoders.Calls);
        Assert.Equal(("data: AB", "\"data\":AB"), (Text(got[0]!).Split('\n')[2], Text(got[1]!).TrimEnd('}', '\n')[^9..]));

        Thread Start(int i, Framing framing)
        {
            var thread = new Thread(() => got[i] = frames.Owed(history, VersionOf('A'), framing)) { IsBackground = true };
            thread.Start();
            return thread;
        }
    }

    [Fact]
    public void Bytes_AreThoseOfTheFramesAndOfTheirEvents_ButNotOfTheStateItself()
    {
        _encoders.Say("CD", 300);
        var (frames, history) = (Frames(), History("ABCD"));

        var step = frames.Owed(history, VersionOf('C'), _sse);
        Assert.Equal(300 + step.Length, frames.Bytes);

        var whole = frames.Whole(history.Current!, _sse);
        Assert.Equal(300 + step.Length + whole.Length, frames.Bytes);

        var exact = frames.Whole(history.Current!, Framing.Of(SseWire.Instance, EventForm.TextDelta));
        Assert.Equal(300 + step.Length + whole.Length + Length + "\"\"".Length + exact.Length, frames.Bytes);
    }

    /// <summary>A bound that holds the frames of one wire holds them still: events are the first to go.</summary>
    [Fact]
    public void OverTheBound_EventsAreForgottenBeforeFrames()
    {
        _encoders.Say("AD", 900).Say("BD", 900).Say("CD", 900).Say("AB", null).Say("BC", null);
        // A delta over several states is kept as such and as the smallest of the ways.
        var (frames, history) = (Frames(maxBytes: 5_000), History("ABCD"));
        var made = "ABC".Select(has => frames.Owed(history, VersionOf(has), _sse)).ToList();
        Assert.InRange(frames.Bytes, 5 * 900, 5_000);
        var before = _encoders.Calls.Count;

        Assert.Equal(made, "ABC".Select(has => frames.Owed(history, VersionOf(has), _sse)));
        Assert.Equal(before, _encoders.Calls.Count);

        // Another wire then compares again.
        frames.Owed(history, VersionOf('B'), _lines);
        Assert.Equal(2, _encoders.Calls.Count(call => call == "BD JsonPatch"));
        Assert.InRange(frames.Bytes, 1, 5_000);
    }

    [Fact]
    public void Retain_KeepsTheEventsOfTheHistorysStepsAndOfTheNewestState_ForTheWiresToCome()
    {
        _encoders.Say("AD", 800).Say("AC", 800);
        var frames = Frames();
        var history = History("ABC");
        frames.Owed(history, VersionOf('A'), _sse);
        history = history.Append(ScriptedEncoders.State('D', Length));
        frames.Retain(history);
        frames.Owed(history, VersionOf('A'), _lines);
        frames.Owed(history, VersionOf('A'), _sse);

        Assert.Equal(["AB", "AC", "AD", "BC", "CD"], Compared());
        frames.Retain(History("X"));
        Assert.Equal(0, frames.Bytes);
    }

    /// <summary>The same content may be two objects, as it was polled twice: whether an event's data is the page's own text is not told by the other one.</summary>
    [Fact]
    public void Whole_OfAnotherObjectOfTheSameVersion_IsFramedAsTheOneThatWasEncoded()
    {
        var frames = Frames();
        frames.Whole(ScriptedEncoders.State('A'), _sse);

        Assert.EndsWith("\"data\":\"A\"}\n", Text(frames.Whole(ScriptedEncoders.State('A'), _lines)), StringComparison.Ordinal);
        Assert.Single(_encoders.Calls);
    }

    /// <summary>Braid has one form alone.</summary>
    private static IEnumerable<Framing> AllOf(EventForm form) => Wires.All.Where(wire => wire != BraidWire.Instance).Select(wire => Framing.Of(wire, form));

    private static ResourceHistory History(string states) => ScriptedEncoders.History(states, Length);

    private static Version VersionOf(char name) => ScriptedEncoders.VersionOf(name, Length);

    private static string Text(Frame frame) => Encoding.UTF8.GetString(frame.Bytes);

    private IEnumerable<string> Compared() => _encoders.Calls.Select(call => call.Split(' ')[0]).Where(call => call.Length == 2).Order(StringComparer.Ordinal);

    private SharedFrames Frames(long maxBytes = 1 << 20) => new(
        new FrameEncoder("prices", _encoders.Encoders, isCompressed: true, new CometMetrics(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System), NullLogger.Instance), maxBytes);
}
