using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>A site may call JSON what is none: then there is no delta that takes it for JSON.</summary>
public sealed class DeltaTests
{
    [Theory]
    [InlineData(nameof(EventForm.JsonPatch))]
    [InlineData(nameof(EventForm.MergePatch))]
    [InlineData(nameof(EventForm.Items))]
    public void Between_TextThatIsNoJson_IsNull(string form)
    {
        var whole = Padded("\"a\":[{\"id\":1}]");

        Assert.NotNull(Delta.Between(State($"{{{whole}}}"), State($"{{{whole},\"b\":2}}"), Enum.Parse<EventForm>(form), DeltaRules.Default));
        Assert.Null(Delta.Between(State($"{{{whole}}}"), State($"{{{whole},\"b\":2"), Enum.Parse<EventForm>(form), DeltaRules.Default));
        Assert.Null(Delta.Between(State($"{{{whole}}}}}"), State($"{{{whole},\"b\":2}}"), Enum.Parse<EventForm>(form), DeltaRules.Default));
        Assert.Null(Delta.Between(State(""), State("{}"), Enum.Parse<EventForm>(form), DeltaRules.Default));
    }

    [Theory]
    [InlineData(nameof(EventForm.JsonPatch))]
    [InlineData(nameof(EventForm.MergePatch))]
    [InlineData(nameof(EventForm.Items))]
    public void Between_BrokenTexts_NeverThrows(string form)
    {
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        var documents = new MergePatchDocuments(random);
        for (var round = 0; round < 10_000; round++)
        {
            var old = documents.Object(3);
            var (from, to) = (Encoding.UTF8.GetBytes(documents.Written(old)), Encoding.UTF8.GetBytes(documents.Written(documents.Next(old))));
            if (random.Next(2) == 0) from[random.Next(from.Length)] = (byte)random.Next(128);
            to[random.Next(to.Length)] = (byte)random.Next(128);

            var thrown = Record.Exception(() => Delta.Between(State(from), State(to), Enum.Parse<EventForm>(form), DeltaRules.Default));

            Assert.True(thrown is null, $"seed {seed}, round {round}: {thrown}");
        }
    }

    // A delta is sent only of what is larger.
    private static string Padded(string members) => $"{members},\"text\":\"{new string('x', 1000)}\"";

    private static Snapshot State(string text) => State(Encoding.UTF8.GetBytes(text));

    private static Snapshot State(byte[] text) => new(Version.None, "application/json", text, text, HeaderFields.Empty, Validators.None, DateTimeOffset.UnixEpoch);
}
