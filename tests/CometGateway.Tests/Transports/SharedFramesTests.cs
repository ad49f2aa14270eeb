using System.Diagnostics.Metrics;
using System.Text;
using CometGateway.Codings;
using CometGateway.Core.Deltas;
using CometGateway.Core.History;
using CometGateway.Core.Snapshots;
using CometGateway.Diagnostics;
using CometGateway.TestKit;
using CometGateway.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>Which frame one who is behind is owed, and how often it is made.</summary>
public sealed class SharedFramesTests : IDisposable
{
    private const EventForm Form = EventForm.JsonPatch;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ScriptedEncoders _encoders = new();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(100, 100, 100, 500, 2000, "AB BC CD")]
    [InlineData(100, 100, 100, 100, 2000, "AD")]
    [InlineData(100, 100, 100, 384, 2000, "AD")]
    [InlineData(100, 100, 100, 385, 2000, "AB BC CD")]
    [InlineData(100, 100, 100, null, 2000, "AB BC CD")]
    [InlineData(100, null, 100, 1500, 2000, "AD")]
    [InlineData(null, 100, 100, 1500, 2000, "AD")]
    [InlineData(100, 100, null, 1500, 2000, "AD")]
    [InlineData(100, null, 100, null, 2000, "D")]
    [InlineData(900, 900, 900, null, 2000, "D")]
    [InlineData(900, 900, 900, 2003, 2000, "D")]
    [InlineData(900, 900, 900, 2002, 2000, "AD")]
    [InlineData(100, 100, 100, 500, 200, "D")]
    public void Owed_OneWhoMissedSeveral_IsTheSmallest(int? ab, int? bc, int? cd, int? ad, int whole, string expected)
    {
        _encoders.Say("AB", ab).Say("BC", bc).Say("CD", cd).Say("AD", ad);
        var history = ScriptedEncoders.History("ABCD", whole);

        Assert.Equal(expected, Told(Frames().Owed(history, ScriptedEncoders.VersionOf('A', whole), Framing.Of(SseWire.Instance, Form))));
    }

    [Theory]
    [InlineData(10, "CD")]
    [InlineData(2002, "CD")]
    [InlineData(2003, "D")]
    [InlineData(null, "D")]
    public void Owed_OneWhoMissedOne_IsTheStep_UnlessTheWholeIsSmaller(int? step, string expected)
    {
        _encoders.Say("CD", step);

        Assert.Equal(expected, Told(Frames().Owed(ScriptedEncoders.History("ABCD", 2000), ScriptedEncoders.VersionOf('C', 2000), Framing.Of(SseWire.Instance, Form))));
    }

    [Theory]
    [InlineData("ABCD", 'X', "D")]
    [InlineData("D", 'A', "D")]
    [InlineData("ABAC", 'A', "AC")]
    [InlineData("ABACD", 'A', "AC CD")]
    public void Owed_BeginsAtTheNewestPlaceOfItsVersion_OrWithTheWhole(string states, char has, string expected)
    {
        _encoders.Say("AD", null);

        Assert.Equal(expected, Told(Frames().Owed(ScriptedEncoders.History(states, 2000), ScriptedEncoders.VersionOf(has, 2000), Framing.Of(SseWire.Instance, Form))));
    }

    [Fact]
    public void Owed_InTheSnapshotForm_IsTheWhole_AndNothingIsCompared()
    {
        Assert.Equal("D", Told(Frames().Owed(ScriptedEncoders.History("ABCD", 2000), ScriptedEncoders.VersionOf('A', 2000), Framing.Of(SseWire.Instance, EventForm.Snapshot))));
        Assert.Equal(["D Snapshot"], _encoders.Calls);
    }

    [Fact]
    public void Owed_AChangeThatNoEventTells_IsTheIdAlone()
    {
        _encoders.SayNothing("CD");
        var history = ScriptedEncoders.History("ABCD", 2000);

        Assert.Equal($"id: {history.Current!.Version}\n\n", Encoding.UTF8.GetString(Frames().Owed(history, ScriptedEncoders.VersionOf('C', 2000), Framing.Of(SseWire.Instance, Form)).Bytes));
    }

    [Fact]
    public void Owed_AgainAndAgain_IsMadeOnce_AndSharesItsSteps()
    {
        _encoders.Say("AD", 500).Say("BD", 500);
        var (frames, history) = (Frames(), ScriptedEncoders.History("ABCD", 2000));
        foreach (var has in "ABC")
            Assert.Same(frames.Owed(history, ScriptedEncoders.VersionOf(has, 2000), Framing.Of(SseWire.Instance, Form)), frames.Owed(history, ScriptedEncoders.VersionOf(has, 2000), Framing.Of(SseWire.Instance, Form)));

        Assert.Equal(["AB", "AD", "BC", "BD", "CD"], _encoders.Calls.Select(call => call.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Owed_WhatIsMadeAlready_IsFoundWithoutAnAllocation()
    {
        var (frames, history, has) = (Frames(), ScriptedEncoders.History("ABCD", 2000), ScriptedEncoders.VersionOf('A', 2000));
        frames.Owed(history, has, Framing.Of(SseWire.Instance, Form));
        frames.Owed(history, has, Framing.Of(SseWire.Instance, Form));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) frames.Owed(history, has, Framing.Of(SseWire.Instance, Form));

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Owed_AStepThatIsNoDelta_IsComparedOnce()
    {
        _encoders.Say("CD", null);
        var (frames, history) = (Frames(), ScriptedEncoders.History("ABCD", 2000));

        Assert.Same(frames.Owed(history, ScriptedEncoders.VersionOf('C', 2000), Framing.Of(SseWire.Instance, Form)), frames.Owed(history, ScriptedEncoders.VersionOf('C', 2000), Framing.Of(SseWire.Instance, Form)));
        Assert.Equal(["CD JsonPatch", "D JsonPatch"], _encoders.Calls);
    }

    [Fact]
    public async Task Owed_ToTwoThreadsAtOnce_IsMadeByOne_AndTheOtherWaits()
    {
        using var isMaking = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        _encoders.OnCall = _ =>
        {
            isMaking.Set();
            mayGoOn.Wait(Patience.Default);
        };
        var (frames, history) = (Frames(), ScriptedEncoders.History("AB", 2000));
        var got = new Frame?[2];
        var first = Start(0);
        Assert.True(isMaking.Wait(Patience.Default));
        var second = Start(1);
        await Eventually.IsTrueAsync(() => second.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "the second waits");
        mayGoOn.Set();
        Assert.True(first.Join(Patience.Default) && second.Join(Patience.Default));

        Assert.Equal(["AB JsonPatch"], _encoders.Calls);
        Assert.Same(got[0], got[1]);

        Thread Start(int i)
        {
            var thread = new Thread(() => got[i] = frames.Owed(history, ScriptedEncoders.VersionOf('A', 2000), Framing.Of(SseWire.Instance, Form))) { IsBackground = true };
            thread.Start();
            return thread;
        }
    }

    [Fact]
    public void Retain_KeepsTheStepsOfTheHistory_AndOnlyWhatLeadsToTheNewest()
    {
        _encoders.Say("AC", 500).Say("AD", 500);
        var frames = Frames();
        var history = ScriptedEncoders.History("ABC", 2000);
        frames.Owed(history, ScriptedEncoders.VersionOf('A', 2000), Framing.Of(SseWire.Instance, Form));
        frames.Whole(history.Current!, Framing.Of(SseWire.Instance, Form));
        var steps = frames.Bytes;
        history = history.Append(ScriptedEncoders.State('D', 2000));
        frames.Retain(history);
        Assert.InRange(frames.Bytes, 1, steps - 2000);

        frames.Owed(history, ScriptedEncoders.VersionOf('A', 2000), Framing.Of(SseWire.Instance, Form));

        Assert.Equal(["AC", "AB", "BC", "C", "AD", "CD"], _encoders.Calls.Select(call => call.Split(' ')[0]));
        frames.Retain(ScriptedEncoders.History("X", 1));
        Assert.Equal(0, frames.Bytes);
    }

    [Fact]
    public void Frames_OverTheBound_ForgetTheOldest_AndMakeItAgain()
    {
        var (frames, history) = (Frames(maxBytes: 5_000), ScriptedEncoders.History("ABCDEF", 2000));
        var made = new List<Frame>();
        foreach (var form in new[] { EventForm.TextDelta, EventForm.MergePatch, EventForm.JsonPatch, EventForm.Items })
        {
            made.Add(frames.Whole(history.Current!, Framing.Of(SseWire.Instance, form)));
            Assert.InRange(frames.Bytes, 2_000, 5_000);
        }

        Assert.Same(made[3], frames.Whole(history.Current!, Framing.Of(SseWire.Instance, EventForm.Items)));
        var again = frames.Whole(history.Current!, Framing.Of(SseWire.Instance, EventForm.TextDelta));

        Assert.NotSame(made[0], again);
        Assert.Equal(made[0].Bytes, again.Bytes);
        Assert.Equal(["F TextDelta", "F MergePatch", "F JsonPatch", "F Items", "F TextDelta"], _encoders.Calls);
    }

    [Fact]
    public void Frames_OneLargerThanTheBound_IsKeptWhileItIsTheLast()
    {
        var (frames, history) = (Frames(maxBytes: 100), ScriptedEncoders.History("A", 2000));

        Assert.Same(frames.Whole(history.Current!, Framing.Of(SseWire.Instance, Form)), frames.Whole(history.Current!, Framing.Of(SseWire.Instance, Form)));
    }

    [Fact]
    public void Owed_InACoding_IsMadeOfThePlainFrame_WhichIsEncodedOnce()
    {
        _encoders.Say("CD", 10);
        var (frames, history) = (Frames(), ScriptedEncoders.History("ABCD", 2000));
        foreach (var coding in (StreamCoding?[])[null, BrotliCoding.Instance, GzipCoding.Instance])
        {
            var framing = Framing.Of(SseWire.Instance, Form, coding);
            Assert.Same(frames.Owed(history, ScriptedEncoders.VersionOf('C', 2000), framing), frames.Owed(history, ScriptedEncoders.VersionOf('C', 2000), framing));
            Assert.Same(frames.Whole(history.Current!, framing), frames.Whole(history.Current!, framing));
        }

        Assert.Equal(["CD JsonPatch", "D JsonPatch"], _encoders.Calls);
    }

    [Fact]
    public void Owed_OverSeveralStates_IsComparedOnceForAllCodings()
    {
        _encoders.Say("AD", 10);
        var (frames, history) = (Frames(), ScriptedEncoders.History("ABCD", 2000));
        foreach (var coding in (StreamCoding?[])[BrotliCoding.Instance, null, GzipCoding.Instance])
            frames.Owed(history, ScriptedEncoders.VersionOf('A', 2000), Framing.Of(SseWire.Instance, Form, coding));

        Assert.Single(_encoders.Calls, "AD JsonPatch");
    }

    [Fact]
    public void Owed_InACoding_IsADeltaOnlyWhereItIsSmallerThanTheCodedWhole()
    {
        var noise = new byte[600];
        new Random(1).NextBytes(noise);
        _encoders.SayWords("CD", Convert.ToBase64String(noise));
        var (frames, history) = (Frames(), ScriptedEncoders.History("ABCD", 2000));

        // 800 characters without a pattern against 2,000 that are all the same.
        Assert.StartsWith(Convert.ToBase64String(noise)[..8], Told(frames.Owed(history, ScriptedEncoders.VersionOf('C', 2000), Framing.Of(SseWire.Instance, Form))), StringComparison.Ordinal);
        foreach (var coding in StreamCodings.All)
        {
            var framing = Framing.Of(SseWire.Instance, Form, coding);
            Assert.Same(frames.Whole(history.Current!, framing), frames.Owed(history, ScriptedEncoders.VersionOf('C', 2000), framing));
        }
    }

    [Fact]
    public void IsAtHand_OfALargeWhole_IsFalseInACoding_UntilItIsMade()
    {
        var (frames, history) = (Frames(), ScriptedEncoders.History("AB", 100_000));
        var framing = Framing.Of(SseWire.Instance, EventForm.Snapshot, BrotliCoding.Instance);
        Assert.True(frames.IsAtHand(history, ScriptedEncoders.VersionOf('A', 100_000), framing.Plain));
        Assert.False(frames.IsAtHand(history, ScriptedEncoders.VersionOf('A', 100_000), framing));

        frames.Owed(history, ScriptedEncoders.VersionOf('A', 100_000), framing);

        Assert.True(frames.IsAtHand(history, ScriptedEncoders.VersionOf('A', 100_000), framing));
    }

    // The first word of each event's data; the id must stand in the last event, and for each step of a chain.
    private static string Told(Frame frame) => string.Join(' ', SseText.Changes(Encoding.UTF8.GetString(frame.Bytes)).Select(change =>
    {
        Assert.NotNull(change.Id);
        return change.Data.TrimEnd('.');
    }));

    private SharedFrames Frames(long maxBytes = 1 << 20) => new(
        new FrameEncoder("prices", _encoders.Encoders, isCompressed: true, new CometMetrics(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System), NullLogger.Instance), maxBytes);
}
