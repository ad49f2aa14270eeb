using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using CometGateway.Diagnostics;
using CometGateway.TestKit.Logging;
using CometGateway.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

public sealed class FrameEncoderTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CollectingLoggerProvider _log = new();
    private readonly ScriptedEncoders _encoders = new();

    public void Dispose()
    {
        _log.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Between_AFaultyEncoder_IsNoDelta_AndIsLoggedOncePerFormWithoutContent()
    {
        _encoders.OnCall = _ => throw new FormatException("'secret' is no number");
        var encoder = Encoder();
        foreach (var form in new[] { EventForm.JsonPatch, EventForm.Items, EventForm.JsonPatch })
            Assert.Null(encoder.Between(ScriptedEncoders.State('A'), ScriptedEncoders.State('B'), form));

        Assert.Equal(3, _encoders.Calls.Count);
        Assert.Equal(2, _log.Lines.Items.Count);
        Assert.All(_log.Lines.Items, line => Assert.Equal((LogLevel.Error, 501), (line.Level, line.Event.Id)));
        Assert.Contains("'prices'", _log.Text, StringComparison.Ordinal);
        Assert.Contains("'json-patch' (System.FormatException)", _log.Text, StringComparison.Ordinal);
        Assert.Contains("'items'", _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", _log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EventForm.Snapshot, "message", "A\"")]
    [InlineData(EventForm.JsonPatch, "snapshot", "A\"")]
    [InlineData(EventForm.TextDelta, "snapshot", "\"A\\u0022\"")]
    [InlineData(EventForm.Items, "snapshot", "A\"")]
    public void Whole_AFaultyEncoder_IsSentAsItIs(object form, string name, string data)
    {
        _encoders.OnCall = _ => throw new FormatException();
        var bytes = "A\""u8.ToArray();
        var state = ScriptedEncoders.State('A') with { Body = bytes, Text = bytes };

        Assert.Equal((name, data, state.Version.ToString()), Assert.Single(Told(Encoder(), state, (EventForm)form)));
        Assert.Single(_log.Lines.Items);
    }

    [Theory]
    [InlineData(EventForm.Snapshot, "message")]
    [InlineData(EventForm.JsonPatch, "snapshot")]
    [InlineData(EventForm.MergePatch, "snapshot")]
    [InlineData(EventForm.TextDelta, "snapshot")]
    [InlineData(EventForm.Items, "snapshot")]
    public void Whole_OfABodyThatIsNoText_IsBase64InJson(object form, string name)
    {
        var image = Image(0, 1, 255);

        var (told, data, id) = Assert.Single(Told(Encoder(DeltaEncoders.By(DeltaRules.Default)), image, (EventForm)form));

        Assert.Equal((name, image.Version.ToString()), (told, id));
        using var json = JsonDocument.Parse(data);
        Assert.Equal("""{"encoding":"base64","mediaType":"image/png","data":"AAH/"}""", data);
    }

    [Theory]
    [InlineData(EventForm.JsonPatch)]
    [InlineData(EventForm.TextDelta)]
    public void Between_BodiesOfWhichOneIsNoText_IsNoDelta(object form)
    {
        var (image, text, encoder) = (Image(1), ScriptedEncoders.State('A'), Encoder());

        Assert.Null(encoder.Between(image, Image(2), (EventForm)form));
        Assert.Null(encoder.Between(image, text, (EventForm)form));
        Assert.Null(encoder.Between(text, image, (EventForm)form));
        Assert.Empty(_encoders.Calls);
    }

    [Fact]
    public void Frames_AreMeasuredByFormAndKind()
    {
        var measured = new List<string>();
        var meters = _services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (found, self) =>
            {
                if (found.Name == "comet.frame.size" && ReferenceEquals(found.Meter.Scope, meters)) self.EnableMeasurementEvents(found);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => measured.Add($"{tags[0].Value} {tags[1].Value} {value}"));
        listener.Start();
        var (encoder, a, b) = (Encoder(), ScriptedEncoders.State('A'), ScriptedEncoders.State('B'));

        var whole = encoder.Framed(encoder.Whole(a, EventForm.Items), Framing.Of(SseWire.Instance, EventForm.Items));
        var delta = encoder.Framed(encoder.Between(a, b, EventForm.TextDelta)!, a, Framing.Of(SseWire.Instance, EventForm.TextDelta))!;

        Assert.Equal([$"items whole {whole.Length}", $"text-delta delta {delta.Length}"], measured);
    }

    private static (string Name, string Data, string? Id)[] Told(FrameEncoder encoder, Snapshot state, EventForm form) =>
        SseText.Changes(Encoding.UTF8.GetString(encoder.Framed(encoder.Whole(state, form), Framing.Of(SseWire.Instance, form)).Bytes));

    private static Snapshot Image(params byte[] bytes) =>
        new(Version.Of("image/png", bytes), "image/png", bytes, null, HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);

    private FrameEncoder Encoder(DeltaEncoders? encoders = null) => new(
        "prices", encoders ?? _encoders.Encoders, isCompressed: true, new CometMetrics(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System), _log.CreateLogger("test"));
}
